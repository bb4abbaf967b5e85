(** Tactics of generated proofs. *)
From Coq Require Import String ZArith Lia Bool List Permutation.
From Symconv Require Import Sums Language Apart Rules Operators Layers.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** Everything computed but arithmetic. *)
Declare Reduction computing := cbv -[within both ind count same_count Z.mul Z.sub Z.add Z.opp Z.eqb Z.leb Z.div Z.max
  Z.le Z.lt Z.ge iff not].
Ltac computed := match goal with |- ?G => let C := eval computing in G in change C end; change andb with both.
Ltac computed_in H := let T := type of H in let C := eval computing in T in change C in H; change andb with both in H.

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
(** [a / b], however [a] is written, becomes [e], and [why] shows that they are equal. *)
Ltac replaced_quotient b e why := by_one; repeat match goal with
  | |- context [?x / ?y] => constr_eq y b; replace (x / y) with e by why x
  | H : context [?x / ?y] |- _ => constr_eq y b; replace (x / y) with e in H by why x end.
(** It is called [q], with the two inequalities that say what it is, first where it is written like this, which needs no
    [ring]; it is [e], and [r] is left over. *)
Ltac named a b q := try (let P := fresh "P" in assert (P : b >= 1) by lia; destruct (@quotient a b P); clear P);
  set (q := a / b) in *; replaced_quotient b q ltac:(fun x => unfold q; f_equal; ring); clearbody q.
Ltac worked_out a b e r :=
  replaced_quotient b e ltac:(fun x => symmetry; apply (@quotient_is x b e r); [lia | ring | lia]).

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
Section End.
  Variables (Q : Type) (kinds : nat) (ok also : Q -> Prop) (required : list label) (a b : array Q).
  (** What is assumed of an axis. *)
  Definition valid (p : axis Q) : Prop := In (fst p) (labels kinds) /\ ok (snd p) /\ exists_ kinds also a (snd p).
  (** The terms of the one side minus the other. *)
  Definition all_terms : list (term (axis Q)) := terms (Sum (body a) (Scale (-1) (body b))).
  Definition nothing : term (axis Q) := Term 0 [] (fun _ _ => One []).
  Definition first (k : nat) : term (axis Q) := item nothing k all_terms.
  (** A term is the first of its class but for the coefficient, or 0 by an axis that there is in any case. *)
  Definition belongs (c : class) (m : term (axis Q)) : Prop :=
    match c with
    | Some k => alike valid (size (body a)) (first k) m
    | None => exists l, In l required /\ empty valid (size (body a)) (fun p => fst p = l) m end.
  Theorem by_classes cs : balanced (combine cs (map (fun m => coefficient m) all_terms)) = true ->
    Forall2 belongs cs (map first (seq 0 (length all_terms))) ->
    forall (R : cring) (rho : values R) (at_ : point (axis Q)),
      Forall valid (map fst at_) -> (forall l, In l required -> In l (map fst (map fst at_))) ->
      inside (size (body a)) at_ = true -> entry rho (body a) at_ = entry rho (body b) at_.
  Proof.
    intros B C R rho at_ V H I. unfold first in C. fold (pick nothing (seq 0 (length all_terms)) all_terms) in C.
    rewrite pick_all in C. rewrite Forall_map in V. apply equal_where_0.
    change (entry rho (Sum (body a) (Scale (-1) (body b))) at_ = zero). rewrite entry_terms. fold all_terms.
    rewrite <- (balanced_sum R (fun k => products rho at_ (first k)) _ B). clear B.
    induction C as [|c m cs ms D F IH]; [auto|]. cbn [map combine sum]. f_equal; [|apply IH].
    unfold weigh, value; cbn [fst snd]. destruct c as [k|].
    - f_equal. symmetry. apply (alike_products rho V I D).
    - destruct D as [l [Hl A]]. apply H, in_map_iff in Hl. destruct Hl as [p [E Hp]].
      rewrite (empty_products rho V I _ A Hp E). apply times_zero. Qed.
End End.
