(** Tactics of generated proofs. *)
From Coq Require Import String ZArith Lia Bool List Permutation.
From Symconv Require Import Sums Language Apart Rules Operators Layers.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** Everything computed but arithmetic. *)
Ltac computed := cbv -[within both ind count same_count Z.mul Z.sub Z.add Z.opp Z.eqb Z.leb Z.div Z.max Z.le Z.lt Z.ge
  iff not];
  change andb with both.
Ltac computed_in H := cbv -[within both ind Z.mul Z.sub Z.add Z.opp Z.eqb Z.leb Z.div Z.max Z.le Z.lt Z.ge iff not]
  in H;
  change andb with both in H.

(** The conditions that hold together, each by itself. *)
Ltac apart := repeat match goal with
  | H : both _ _ = true |- _ => apply both_true in H; destruct H
  | H : within _ _ = true |- _ => apply within_spec in H; destruct H
  | H : (_ =? _) = true |- _ => apply Z.eqb_eq in H
  | H : (_ <=? _) = true |- _ => apply Z.leb_le in H
  | H : _ /\ _ |- _ => destruct H
  | H : true = true |- _ => clear H
  | H : True |- _ => clear H
  | H : Forall _ (_ :: _) |- _ => inversion_clear H
  | H : Forall _ [] |- _ => clear H
  | H : false = true |- _ => discriminate H
  | H : False |- _ => destruct H end.

(** ** Quotients *)
Lemma quotient a b : b >= 1 -> b * (a / b) <= a /\ a <= b * (a / b) + b - 1.
Proof. intros H. pose proof (Z.mul_div_le a b). pose proof (Z.mul_succ_div_gt a b). lia. Qed.
Lemma quotient_is a b q r : b >= 1 -> a = b * q + r -> 0 <= r < b -> a / b = q.
Proof. intros H E R. subst. symmetry. apply (Z.div_unique _ _ q r); lia. Qed.
Lemma determined_by p v rest : p >= 1 -> p * v + rest = 0 -> v = (- rest) / p.
Proof. intros H E. symmetry. apply (@quotient_is _ _ _ 0); lia. Qed.
Lemma determined_exactly p v e : p >= 1 -> p * v = p * e -> v = e.
Proof. intros H E. apply (Z.mul_reg_l _ _ p); lia. Qed.
Ltac by_one := repeat match goal with
  | H : context [_ / 1] |- _ => rewrite Z.div_1_r in H | |- context [_ / 1] => rewrite Z.div_1_r end.
(** [a / b], however it is written, is called [q], with the two inequalities that say what it is. *)
Ltac named a b q := by_one; let E := fresh "E" in let V := fresh "V" in
  pose (q := a / b); assert (V : q = a / b) by reflexivity;
  try (let P := fresh "P" in assert (P : b >= 1) by lia; pose proof (@quotient a b P) as E; rewrite <- V in E;
    destruct E; clear P);
  clearbody q;
  repeat match goal with
  | |- context [?x / ?y] => constr_eq y b; replace (x / y) with q by (rewrite V; f_equal; ring)
  | H : context [?x / ?y] |- _ => constr_eq y b;
    lazymatch H with V => fail | _ => replace (x / y) with q in H by (rewrite V; f_equal; ring) end end;
  clear V.
(** [a / b], however it is written, is [e], and [r] is left over. *)
Ltac worked_out a b e r := by_one; repeat match goal with
  | |- context [?x / ?y] => constr_eq y b;
    replace (x / y) with e by (symmetry; apply (@quotient_is x y e r); [lia | ring | lia])
  | H : context [?x / ?y] |- _ => constr_eq y b;
    replace (x / y) with e in H by (symmetry; apply (@quotient_is x y e r); [lia | ring | lia]) end.

(** ** Instances of PRODUCT *)
Lemma product_ p e : p >= 0 -> e >= 0 -> p * e >= 0.
Proof. nia. Qed.
Arguments product_ : clear implicits.

(** ** Counting *)
Lemma ind_spec b : (b = true /\ ind b = 1) \/ (~ b = true /\ ind b = 0).
Proof. destruct b; simpl; intuition congruence. Qed.
Lemma ind_0_iff b c : (b = true -> c = true) -> (c = true -> b = true) -> ind b + 0 = ind c + 0.
Proof. intros H H'. rewrite (ind_same H H'). auto. Qed.
(** As many cases hold on both sides. *)
Ltac counted := by_one; repeat match goal with |- context [ind ?b] =>
  let H := fresh "C" in pose proof (ind_spec b) as H; rewrite ?both_true, ?within_spec, ?Z.eqb_eq, ?Z.leb_le in H;
  generalize dependent (ind b); intros end; lia.

(** ** Steps of proofs *)
(** A hypothesis, computed and taken apart; the case that there is none is closed. *)
Ltac known H := computed_in H; apart; by_one.
(** One case for each element of a list. *)
Ltac which H := cbn in H; repeat (destruct H as [<-|H]); try destruct H.
Ltac ways_there := computed; repeat first [reflexivity | intro | eexists; eexists; split; [|split]].
(** The variable [v] is [e], which replaces it everywhere: alone, after a division, or after one that leaves nothing. *)
Ltac replaced S := symmetry in S; destruct S.
Ltac solved v e := let S := fresh "S" in assert (S : v = e) by lia; replaced S.
Ltac divided v p rest e positive := let S := fresh "S" in let P := fresh "P" in
  assert (P : p >= 1) by positive;
  assert (S : v = e) by (transitivity ((- rest) / p); [apply determined_by; lia | f_equal; ring]); replaced S.
Ltac divided_exactly v p rest e positive := let S := fresh "S" in let P := fresh "P" in
  assert (P : p >= 1) by positive;
  assert (S : v = e) by (apply (@determined_exactly p v e P); lia); replaced S.
Ltac all_equal := repeat match goal with |- (_ :: _) = (_ :: _) =>
  apply f_equal2; [first [reflexivity | lia | f_equal; lia]|] end; reflexivity.
(** What has to be shown, each condition by itself. *)
Ltac parts := repeat match goal with
  | |- _ /\ _ => apply conj
  | |- both _ _ = true => apply (proj2 (both_true _ _)), conj
  | |- within _ _ = true => apply (proj2 (within_spec _ _)), conj
  | |- (_ =? _) = true => apply (proj2 (Z.eqb_eq _ _))
  | |- (_ <=? _) = true => apply (proj2 (Z.leb_le _ _))
  | |- Forall _ (_ :: _) => apply Forall_cons
  | |- Forall _ [] => apply Forall_nil end.
Ltac linear := by_one; parts; by_one; first [reflexivity | assumption | lia | exact Logic.I].
(** A case of the one side and one of the other hold together; a case does not hold. *)
Ltac same_cases a b := let S := fresh "S" in assert (S : ind a = ind b) by (apply ind_same; intros; apart; linear).
Ltac never a := let S := fresh "S" in assert (S : ind a = 0) by (apply ind_never; intros; apart; linear).
Ltac there_is := computed; parts; first [reflexivity | exact Logic.I | vm_compute; intro; discriminate].

Definition is_order (order : list nat) (n : nat) : bool :=
  forallb (fun j => existsb (Nat.eqb j) order) (seq 0 n) && Nat.leb (length order) n.
Lemma order_is order n : is_order order n = true -> Permutation order (seq 0 n).
Proof. unfold is_order. rewrite andb_true_iff, forallb_forall, Nat.leb_le. intros [H L]. symmetry.
  apply NoDup_Permutation_bis; [apply seq_NoDup | rewrite seq_length; auto |]. intros j Hj.
  apply H in Hj. apply existsb_exists in Hj. destruct Hj as [i [Hi E]]. apply Nat.eqb_eq in E. subst; auto. Qed.

(** ** The end of a proof *)
(** Each of the axes with a label among these. *)
Definition among (Q : Type) (ls : list label) : list (axis Q -> Prop) := map (fun l p => fst p = l) ls.
Lemma in_among Q l ls : In l ls -> In (fun p : axis Q => fst p = l) (among Q ls).
Proof. apply (in_map (fun l (p : axis Q) => fst p = l)). Qed.
Section End.
  Variables (Q : Type) (kinds : nat) (ok also : Q -> Prop) (a b : array Q).
  (** What is assumed of an axis. *)
  Definition valid (p : axis Q) : Prop := In (fst p) (labels kinds) /\ ok (snd p) /\ exists_ kinds also a (snd p).
  Definition all_terms : list (term (axis Q)) := differences (body a) (body b).
  Theorem entries_by_classes required cs : balanced (combine cs (map (fun m => coefficient m) all_terms)) = true ->
    classified valid (among Q required) (size (body a)) all_terms cs ->
    forall (R : cring) (rho : values R) (axes : list (axis Q)), Forall valid axes ->
      (forall l, In l required -> In l (map fst axes)) ->
      forall us, length us = length axes -> inside (size (body a)) axes us = true ->
        entry rho axes (body a) us = entry rho axes (body b) us.
  Proof.
    intros B C R rho axes V H us L I. apply (@by_classes _ _ _ (body a) (body b) cs B C); auto.
    apply Forall_map, Forall_forall. intros l Hl.
    apply H in Hl. apply in_map_iff in Hl. destruct Hl as [p [E Hp]]. apply Exists_exists. exists p; auto. Qed.
End End.
