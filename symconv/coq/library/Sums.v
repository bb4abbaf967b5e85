(** Commutative rings, the dual numbers over one, and finite sums. *)
From Coq Require Import ZArith Lia Ring Permutation List.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** ** Rings *)
Record cring := Cring {
  carrier :> Type; zero : carrier; one : carrier;
  plus : carrier -> carrier -> carrier; times : carrier -> carrier -> carrier;
  minus : carrier -> carrier -> carrier; opposite : carrier -> carrier;
  laws : ring_theory zero one plus times minus opposite eq }.
Arguments zero {_}. Arguments one {_}.
Arguments plus {_}. Arguments times {_}. Arguments minus {_}. Arguments opposite {_}.

Definition ZR : cring := Cring InitialRing.Zth.

(** A whole number as an element. *)
Definition int (R : cring) : Z -> R := InitialRing.gen_phiZ zero one plus times opposite.
Arguments int {R}.
Lemma int_plus (R : cring) a b : int (a + b) = plus (int a) (int b) :> R.
Proof. apply (InitialRing.gen_phiZ_morph (Eqsth R) (Eq_ext _ _ _) (laws R)). Qed.
Lemma int_times (R : cring) a b : int (a * b) = times (int a) (int b) :> R.
Proof. apply (InitialRing.gen_phiZ_morph (Eqsth R) (Eq_ext _ _ _) (laws R)). Qed.

Section Dual.
  Variable R : cring.
  Add Ring R : (laws R).
  Lemma dual_laws : ring_theory (R := R * R) (zero, zero) (one, zero)
    (fun a b => (plus (fst a) (fst b), plus (snd a) (snd b)))
    (fun a b => (times (fst a) (fst b), plus (times (fst a) (snd b)) (times (snd a) (fst b))))
    (fun a b => (minus (fst a) (fst b), minus (snd a) (snd b)))
    (fun a => (opposite (fst a), opposite (snd a))) eq.
  Proof. constructor; intros; repeat match goal with x : (_ * _)%type |- _ => destruct x end; simpl; f_equal; ring. Qed.
  (** [(a, b)] is [a + b*eps], where [eps*eps = 0]: the derivative of what is made of such numbers is its [b]. *)
  Definition Dual : cring := Cring dual_laws.
  Lemma int_dual z : int (R := Dual) z = (int z, zero).
  Proof. induction z using Z.peano_ind; [reflexivity| |]; unfold Z.succ, Z.pred; rewrite !int_plus, IHz;
    apply pair_equal_spec; split; cbn; ring. Qed.
End Dual.

(** ** Sums over a list *)
Section Sums.
  Variable R : cring.
  Add Ring R' : (laws R).
  Fixpoint sum (A : Type) (l : list A) (f : A -> R) : R :=
    match l with [] => zero | x :: l => plus (f x) (sum l f) end.

  Lemma sum_ext A (l : list A) f g : (forall x, In x l -> f x = g x) -> sum l f = sum l g.
  Proof. induction l; simpl; intros H; auto. rewrite H, IHl; auto. Qed.
  Lemma sum_app A (l m : list A) f : sum (l ++ m) f = plus (sum l f) (sum m f).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_nothing A (l : list A) f : (forall x, In x l -> f x = zero) -> sum l f = zero.
  Proof. induction l; simpl; intros H; auto. rewrite H, IHl; auto. ring. Qed.
  Lemma sum_only A (l : list A) f x :
    NoDup l -> In x l -> (forall y, In y l -> y <> x -> f y = zero) -> sum l f = f x.
  Proof. induction 1 as [|a l N D IH]; cbn [sum In]; [tauto|]. intros [->|H] E.
    - rewrite sum_nothing; [ring|]. intros y Hy. apply E; auto. congruence.
    - rewrite IH, (E a); auto; [ring|]. congruence. Qed.
  Lemma sum_plus A (l : list A) f g : sum l (fun x => plus (f x) (g x)) = plus (sum l f) (sum l g).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_times A (l : list A) f c : sum l (fun x => times c (f x)) = times c (sum l f).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_map A B (h : A -> B) l f : sum (map h l) f = sum l (fun x => f (h x)).
  Proof. induction l; simpl; auto. rewrite IHl; auto. Qed.
  Lemma sum_flat_map A B (h : A -> list B) l f : sum (flat_map h l) f = sum l (fun x => sum (h x) f).
  Proof. induction l; simpl; auto. rewrite sum_app, IHl; auto. Qed.
  Lemma sum_pairs A B (l : list A) (m : list B) f :
    sum (list_prod l m) f = sum l (fun x => sum m (fun y => f (x, y))).
  Proof. induction l; simpl; auto. rewrite sum_app, sum_map, IHl; auto. Qed.
  Lemma sum_perm A (l m : list A) f : Permutation l m -> sum l f = sum m f.
  Proof. induction 1; simpl; try congruence; ring. Qed.
  Lemma sum_swap A B (l : list A) (m : list B) f :
    sum l (fun x => sum m (fun y => f x y)) = sum m (fun y => sum l (fun x => f x y)).
  Proof. induction l; simpl; [symmetry; apply sum_nothing; auto|]. rewrite IHl, sum_plus; auto. Qed.
End Sums.
Lemma snd_sum (R : cring) A (l : list A) (F : A -> Dual R) : snd (sum (Dual R) l F) = sum R l (fun x => snd (F x)).
Proof. induction l; simpl; auto. rewrite IHl; auto. Qed.

(** ** Sums over all ways to choose for each x in a list one of [f x] *)
Fixpoint choices (A B : Type) (f : A -> list B) (l : list A) : list (list B) :=
  match l with [] => [[]] | x :: l => flat_map (fun y => map (cons y) (choices f l)) (f x) end.
Lemma choices_ext A B (f g : A -> list B) l : (forall x, In x l -> f x = g x) -> choices f l = choices g l.
Proof. induction l; simpl; intros E; auto. rewrite E, IHl; auto. Qed.
Lemma choices_map A B C (h : A -> B) (f : B -> list C) l : choices f (map h l) = choices (fun x => f (h x)) l.
Proof. induction l as [|x l IH]; simpl; rewrite ?IH; auto. Qed.
Section Choices.
  Variable R : cring.
  Add Ring R'' : (laws R).
  Lemma sum_choices A B (f : A -> list B) x l F :
    sum R (choices f (x :: l)) F = sum R (f x) (fun y => sum R (choices f l) (fun ys => F (y :: ys))).
  Proof. simpl. rewrite sum_flat_map. apply sum_ext. intros. apply sum_map. Qed.
  Lemma sum_int A (l : list A) f x : sum R l (fun a => times (int (f a)) x) = times (int (sum ZR l f)) x.
  Proof. induction l; simpl; [cbn; ring | rewrite IHl, int_plus; ring]. Qed.
  Lemma sum_choices_perm A B (f g : A -> list B) l F : (forall x, In x l -> Permutation (f x) (g x)) ->
    sum R (choices f l) F = sum R (choices g l) F.
  Proof. revert F. induction l; intros F H; [auto|]. rewrite !sum_choices, (sum_perm R _ (H a (or_introl eq_refl))).
    apply sum_ext. intros. apply IHl. intros. apply H. right; auto. Qed.
  Lemma sum_choices_none A B (f : A -> list B) x l F : In x l -> f x = [] -> sum R (choices f l) F = zero.
  Proof. revert F. induction l; intros F H E; [destruct H|]. rewrite sum_choices.
    destruct H as [->|H]; [rewrite E | apply sum_nothing]; auto. Qed.
  Lemma sum_choices_if A B (b : A -> bool) (f : A -> list B) l F :
    sum R (choices (fun x => if b x then f x else []) l) F = if forallb b l then sum R (choices f l) F else zero.
  Proof. revert F. induction l as [|x l IH]; intros F; [auto|]. rewrite !sum_choices. simpl. destruct (b x); auto.
    rewrite (sum_ext R _ _ _ (fun y _ => IH _)). simpl. destruct (forallb b l); auto. apply sum_nothing; auto. Qed.
  Lemma sum_choices_map A B C (h : B -> C) (f : A -> list B) l F :
    sum R (choices (fun x => map h (f x)) l) F = sum R (choices f l) (fun ys => F (map h ys)).
  Proof. revert F. induction l; intros F; [auto|]. rewrite !sum_choices, sum_map. apply sum_ext. intros. apply IHl. Qed.
  Lemma sum_choices_one A B (h : A -> B) l F : sum R (choices (fun x => [h x]) l) F = F (map h l).
  Proof. revert F. induction l; intros F; [cbn; ring|]. rewrite sum_choices. simpl. rewrite IHl. ring. Qed.
  Lemma sum_choices_flat A B C (h : B -> list C) (f : A -> list B) l F :
    sum R (choices (fun x => flat_map h (f x)) l) F = sum R (choices f l) (fun ys => sum R (choices h ys) F).
  Proof. revert F. induction l; intros F; [cbn; ring|]. rewrite !sum_choices, sum_flat_map. apply sum_ext. intros y _.
    rewrite (sum_ext R (choices f l) _ _ (fun ys _ => sum_choices h y ys F)), (sum_swap R (choices f l)).
    apply sum_ext. intros. apply IHl. Qed.
  Lemma sum_choices_times A B C (f : A -> list B) (g : A -> list C) l F G :
    times (sum R (choices f l) F) (sum R (choices g l) G) = sum R (choices (fun x => list_prod (f x) (g x)) l)
      (fun yzs => times (F (map fst yzs)) (G (map snd yzs))).
  Proof. revert F G. induction l as [|x l IH]; intros F G; [cbn; ring|]. rewrite !sum_choices, sum_pairs.
    rewrite (Rmul_comm (laws R)), <- sum_times. apply sum_ext. intros y _.
    rewrite (Rmul_comm (laws R)), <- sum_times. apply sum_ext. intros z _. apply (IH (fun ys => F (y :: ys))). Qed.
End Choices.
