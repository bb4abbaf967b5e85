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
End Dual.

(** ** An integer times an element *)
Section Multiples.
  Variable R : cring.
  Add Ring R' : (laws R).
  Fixpoint copies (p : positive) (x : R) : R :=
    match p with xH => x | xO p => plus (copies p x) (copies p x) | xI p => plus x (plus (copies p x) (copies p x)) end.
  Definition multiple (z : Z) (x : R) : R :=
    match z with Z0 => zero | Zpos p => copies p x | Zneg p => opposite (copies p x) end.

  Lemma copies_succ p x : copies (Pos.succ p) x = plus (copies p x) x.
  Proof. induction p; simpl; rewrite ?IHp; ring. Qed.
  Lemma copies_times p x y : copies p (times x y) = times (copies p x) y.
  Proof. induction p; simpl; rewrite ?IHp; ring. Qed.
  Lemma copies_plus p x y : copies p (plus x y) = plus (copies p x) (copies p y).
  Proof. induction p; simpl; rewrite ?IHp; ring. Qed.
  Lemma multiple_times z x y : multiple z (times x y) = times (multiple z x) y.
  Proof. destruct z; simpl; rewrite ?copies_times; ring. Qed.
  Lemma multiple_plus z x y : multiple z (plus x y) = plus (multiple z x) (multiple z y).
  Proof. destruct z; simpl; rewrite ?copies_plus; ring. Qed.
  Lemma multiple_zero z : multiple z zero = zero.
  Proof. transitivity (multiple z (times zero zero)); [f_equal; ring | rewrite multiple_times; ring]. Qed.
  Lemma multiple_succ z x : multiple (Z.succ z) x = plus (multiple z x) x.
  Proof. destruct z as [|p|p]; simpl; try ring.
    - rewrite Pos.add_1_r, copies_succ; auto.
    - destruct (Pos.eq_dec p 1) as [->|N]; simpl; [ring|]. rewrite <- (Pos.succ_pred p N). rewrite Z.pos_sub_lt by lia.
      replace (Pos.succ (Pos.pred p) - 1)%positive with (Pos.pred p) by lia. simpl. rewrite copies_succ. ring. Qed.
  Lemma multiple_pred z x : multiple (Z.pred z) x = minus (multiple z x) x.
  Proof. rewrite <- (Z.succ_pred z) at 2. rewrite multiple_succ. ring. Qed.
  Lemma multiple_sum a b x : multiple (a + b) x = plus (multiple a x) (multiple b x).
  Proof. induction a using Z.peano_ind; [simpl; ring| |].
    - rewrite Z.add_succ_l, !multiple_succ, IHa. ring.
    - rewrite Z.add_pred_l, !multiple_pred, IHa. ring.
  Qed.
  Lemma multiple_product a b x : multiple (a * b) x = multiple a (multiple b x).
  Proof. induction a using Z.peano_ind; [reflexivity| |].
    - rewrite Z.mul_succ_l, multiple_sum, IHa, multiple_succ. auto.
    - rewrite Z.mul_pred_l, <- Z.add_opp_r, multiple_sum, IHa, multiple_pred.
      assert (E : plus (multiple (- b) x) (multiple b x) = zero) by (rewrite <- multiple_sum, Z.add_opp_diag_l; auto).
      transitivity (minus (multiple a (multiple b x)) (minus (multiple b x) (plus (multiple (- b) x) (multiple b x))));
        [ring|].
      rewrite E. ring. Qed.
  Lemma multiple_multiples a b x y : times (multiple a x) (multiple b y) = multiple (a * b) (times x y).
  Proof. rewrite multiple_product, <- multiple_times. f_equal.
    transitivity (times (multiple b y) x); [ring|]. rewrite <- multiple_times. f_equal. ring. Qed.
End Multiples.
Arguments copies {R}. Arguments multiple {R}.

(** ** Sums over a list, and over all vectors whose i-th entry is in the i-th list *)
Section Sums.
  Variable R : cring.
  Add Ring R'' : (laws R).
  Fixpoint sum (A : Type) (l : list A) (f : A -> R) : R :=
    match l with [] => zero | x :: l => plus (f x) (sum l f) end.
  Fixpoint sums (A : Type) (ls : list (list A)) (f : list A -> R) : R :=
    match ls with [] => f [] | l :: ls => sum l (fun x => sums ls (fun xs => f (x :: xs))) end.

  Lemma sum_ext A (l : list A) f g : (forall x, In x l -> f x = g x) -> sum l f = sum l g.
  Proof. induction l; simpl; intros H; auto. rewrite H, IHl; auto. Qed.
  Lemma sum_app A (l m : list A) f : sum (l ++ m) f = plus (sum l f) (sum m f).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_zero A (l : list A) : sum l (fun _ => zero) = zero.
  Proof. induction l; simpl; auto. rewrite IHl; ring. Qed.
  Lemma sum_nothing A (l : list A) f : (forall x, In x l -> f x = zero) -> sum l f = zero.
  Proof. intros H. rewrite <- (sum_zero l). apply sum_ext; auto. Qed.
  Lemma sum_only A (l : list A) f x :
    NoDup l -> In x l -> (forall y, In y l -> y <> x -> f y = zero) -> sum l f = f x.
  Proof. induction 1 as [|a l N D IH]; cbn [sum In]; [tauto|]. intros [->|H] E.
    - rewrite sum_nothing; [ring|]. intros y Hy. apply E; auto. congruence.
    - rewrite IH, (E a); auto; [ring|]. congruence. Qed.
  Lemma sum_plus A (l : list A) f g : sum l (fun x => plus (f x) (g x)) = plus (sum l f) (sum l g).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_times A (l : list A) f c : sum l (fun x => times (f x) c) = times (sum l f) c.
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_times_l A (l : list A) f c : sum l (fun x => times c (f x)) = times c (sum l f).
  Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
  Lemma sum_multiple A (l : list A) f z : sum l (fun x => multiple z (f x)) = multiple z (sum l f).
  Proof. induction l; simpl; [symmetry; apply multiple_zero | rewrite IHl, multiple_plus; auto]. Qed.
  Lemma sum_map A B (h : A -> B) l f : sum (map h l) f = sum l (fun x => f (h x)).
  Proof. induction l; simpl; auto. rewrite IHl; auto. Qed.
  Lemma sum_flat_map A B (h : A -> list B) l f : sum (flat_map h l) f = sum l (fun x => sum (h x) f).
  Proof. induction l; simpl; auto. rewrite sum_app, IHl; auto. Qed.
  Lemma sum_perm A (l m : list A) f : Permutation l m -> sum l f = sum m f.
  Proof. induction 1; simpl; try congruence; ring. Qed.
  Lemma sum_swap A B (l : list A) (m : list B) f :
    sum l (fun x => sum m (fun y => f x y)) = sum m (fun y => sum l (fun x => f x y)).
  Proof. induction l; simpl. symmetry; apply sum_zero. rewrite IHl, sum_plus; auto. Qed.

  Lemma sums_ext A (ls : list (list A)) f g :
    (forall xs, Forall2 (@In A) xs ls -> f xs = g xs) -> sums ls f = sums ls g.
  Proof. revert f g; induction ls; simpl; intros f g H. apply H; constructor.
    apply sum_ext; intros x Hx. apply IHls; intros xs Hxs. apply H; constructor; auto. Qed.
  Lemma sums_sum A B (ls : list (list A)) (m : list B) f :
    sums ls (fun xs => sum m (fun y => f xs y)) = sum m (fun y => sums ls (fun xs => f xs y)).
  Proof. revert f; induction ls; simpl; intros; auto.
    rewrite sum_swap. apply sum_ext; intros. apply (IHls (fun xs y => f (x :: xs) y)). Qed.
  Lemma sums_zero A (ls : list (list A)) : sums ls (fun _ => zero) = zero.
  Proof. induction ls; simpl; auto. apply sum_nothing; auto. Qed.
  Lemma sums_multiple A (ls : list (list A)) f z : sums ls (fun xs => multiple z (f xs)) = multiple z (sums ls f).
  Proof. revert f; induction ls; simpl; intros; auto. rewrite <- sum_multiple. apply sum_ext; intros; apply IHls. Qed.
  Lemma sums_map A B (h : A -> B) ls f : sums (map (map h) ls) f = sums ls (fun xs => f (map h xs)).
  Proof. revert f; induction ls; simpl; intros; auto. rewrite sum_map. apply sum_ext; intros; apply IHls. Qed.
  Lemma sums_perm A (ls ms : list (list A)) f : Forall2 (@Permutation A) ls ms -> sums ls f = sums ms f.
  Proof. intros H; revert f; induction H; simpl; intros; auto. rewrite (sum_perm _ H). apply sum_ext; intros; auto. Qed.
End Sums.

(** Derivatives of sums and multiples are those of what is summed. *)
Lemma snd_sum (R : cring) A (l : list A) (F : A -> Dual R) : snd (sum (Dual R) l F) = sum R l (fun x => snd (F x)).
Proof. induction l; simpl; auto. rewrite IHl; auto. Qed.
Lemma snd_sums (R : cring) A (ls : list (list A)) (F : list A -> Dual R) :
  snd (sums (Dual R) ls F) = sums R ls (fun x => snd (F x)).
Proof. revert F; induction ls; intros F; [reflexivity|]. simpl. rewrite snd_sum. apply sum_ext; intros; apply IHls. Qed.
Lemma snd_copies (R : cring) p (x : Dual R) : snd (copies (R := Dual R) p x) = copies p (snd x).
Proof. induction p; simpl; rewrite ?IHp; auto. Qed.
Lemma snd_multiple (R : cring) z (x : Dual R) : snd (multiple (R := Dual R) z x) = multiple z (snd x).
Proof. destruct z; simpl; rewrite ?snd_copies; auto. Qed.
