(** Every expression is a sum of terms whose places come apart by axes, by induction on expressions. *)
From Coq Require Import String ZArith Lia Ring Permutation Bool List.
From Symconv Require Import Sums Language.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** ** Terms *)
Fixpoint bind (A B : Type) (r : range A) (f : A -> range B) : range B :=
  match r with
  | One x => f x
  | When b r => When b (bind r f)
  | Each n g => Each n (fun v => bind (g v) f)
  | Also r s => Also (bind r f) (bind s f)
  end.
(** Of a list that goes on with [d] for ever: entry number [j], all but that, and the first [n] followed by [m]. *)
Fixpoint item (A : Type) (d : A) (j : nat) (l : list A) : A :=
  match j with O => hd d l | S j => item d j (tl l) end.
Fixpoint without (A : Type) (d : A) (j : nat) (l : list A) : list A :=
  match j with O => tl l | S j => hd d l :: without d j (tl l) end.
Fixpoint join (n : nat) (l m : list Z) : list Z := match n with O => m | S n => hd 0 l :: join n (tl l) m end.
Fixpoint positions (t : string) (l : list string) : list nat :=
  match l with [] => [] | x :: l => (if String.eqb x t then [O] else []) ++ map S (positions t l) end.

Section Terms.
  Variable P : Type.
  (** [coefficient] times the sum of products of entries of [factors]: along an axis their places are rows of [part]. *)
  Record term := Term { coefficient : Z; factors : list string; part : P -> Z -> range (list Z) }.

  Definition guarded (s : P -> Z) (f : P -> Z -> range (list Z)) : P -> Z -> range (list Z) :=
    fun p u => When (within u (s p)) (f p u).
  Definition taken (j : nat) (u : Z) (row : list Z) : range (list Z) :=
    When (item 0 j row =? u) (One (without 0 j row)).
  Definition derived (t : string) (s : P -> Z) (m : term) : list term :=
    map (fun j => Term (coefficient m) (without EmptyString j (factors m))
      (guarded s (fun p u => bind (part m p 0) (taken j u)))) (positions t (factors m)).
  Definition joined (m m' : term) (p : P) (vw : Z * Z) : range (list Z) :=
    bind (part m p (fst vw)) (fun x => bind (part m' p (snd vw)) (fun y => One (join (length (factors m)) x y))).
  Fixpoint terms (e : arr P) : list term :=
    match e with
    | Tensor t s => [Term 1 [t] (guarded s (fun _ u => One [u]))]
    | Linear s f a =>
        map (fun m => Term (coefficient m) (factors m) (guarded s (fun p u => bind (f p u) (part m p)))) (terms a)
    | Bilinear s f a b => flat_map (fun m => map (fun m' =>
        Term (coefficient m * coefficient m') (factors m ++ factors m')
          (guarded s (fun p u => bind (f p u) (joined m m' p)))) (terms b)) (terms a)
    | Sum a b => terms a ++ terms b
    | Scale c a => map (fun m => Term (c * coefficient m) (factors m) (part m)) (terms a)
    | Gradient a t s => flat_map (derived t s) (terms a)
    end.

  (** The product of the entries of [fs], where factor number j stands at the j-th entries of [rows]. *)
  Fixpoint product (R : cring) (rho : values R) (fs : list string) (rows : list (list Z)) : R :=
    match fs with [] => one | f :: fs => times (rho f (map (hd 0) rows)) (product rho fs (map (@tl Z) rows)) end.
  Definition rows (m : term) (pu : P * Z) : list (list Z) := listed (part m (fst pu) (snd pu)).
  Definition products (R : cring) (rho : values R) (at_ : point P) (m : term) : R :=
    sum R (choices (rows m) at_) (product rho (factors m)).
  Definition value (R : cring) (rho : values R) (at_ : point P) (m : term) : R :=
    times (int (coefficient m)) (products rho at_ m).

  (** *** Lists *)
  Lemma flat_map_map A B C (g : A -> B) (h : B -> list C) l : flat_map h (map g l) = flat_map (fun x => h (g x)) l.
  Proof. induction l; simpl; f_equal; auto. Qed.
  Lemma listed_bind A B (r : range A) (f : A -> range B) :
    listed (bind r f) = flat_map (fun x => listed (f x)) (listed r).
  Proof. induction r as [x|b r IH|n g IH|r IHr s IHs]; simpl; rewrite ?app_nil_r, ?IHr, ?IHs, ?flat_map_app; auto.
    - destruct b; auto.
    - induction (box n) as [|v l IHl]; simpl; rewrite ?IH, ?IHl, ?flat_map_app; auto. Qed.
  Lemma within_spec u n : within u n = true <-> 0 <= u < n.
  Proof. unfold within. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. lia. Qed.

  (** *** Sums and products of terms *)
  Section Values.
  Variables (R : cring) (rho : values R).
  Add Ring R : (laws R).

  (** The places that are read first, and those that terms have there. *)
  Lemma sum_read A s (f : P -> Z -> range A) (g : P -> A -> range (list Z)) at_ F :
    sum R (choices (fun pu => listed (guarded s (fun p u => bind (f p u) (g p)) (fst pu) (snd pu))) at_) F =
    sum R (choices (reads s f) at_) (fun met => sum R (choices (fun pv => listed (g (fst pv) (snd pv))) met) F).
  Proof. rewrite <- sum_choices_flat. f_equal. apply choices_ext. intros [p u] _. unfold reads, guarded; simpl.
    destruct (within u (s p)); auto. rewrite listed_bind, flat_map_map. auto. Qed.
  Lemma sum_guarded s f at_ F : sum R (choices (fun pu => listed (guarded s f (fst pu) (snd pu))) at_) F =
    if inside s at_ then sum R (choices (fun pu => listed (f (fst pu) (snd pu))) at_) F else zero.
  Proof. apply (sum_choices_if R (fun pu => within (snd pu) (s (fst pu)))). Qed.
  Lemma sum_tensor t s at_ : sum R [Term 1 [t] (guarded s (fun _ u => One [u]))] (value rho at_) =
    if inside s at_ then rho t (map snd at_) else zero.
  Proof. unfold value, products, rows. cbn [sum part factors coefficient]. rewrite sum_guarded. cbn [listed].
    rewrite sum_choices_one. cbn [product]. rewrite map_map.
    change (map (fun pu => hd 0 [snd pu]) at_) with (map (@snd P Z) at_). destruct (inside s at_); cbn; ring. Qed.
  Lemma product_join fs gs (l : list (list Z * list Z)) :
    product rho (fs ++ gs) (map (fun xy => join (length fs) (fst xy) (snd xy)) l) =
    times (product rho fs (map fst l)) (product rho gs (map snd l)).
  Proof. revert l. induction fs as [|f fs IH]; intros l; simpl; [symmetry; apply (Rmul_1_l (laws R))|].
    rewrite !map_map. simpl. specialize (IH (map (fun xy => (tl (fst xy), snd xy)) l)). rewrite !map_map in IH.
    simpl in IH. rewrite IH. apply (Rmul_assoc (laws R)). Qed.
  Lemma products_times m m' met : times (products rho (map (@left_ P) met) m) (products rho (map (@right_ P) met) m') =
    sum R (choices (fun pv => listed (joined m m' (fst pv) (snd pv))) met) (product rho (factors m ++ factors m')).
  Proof. unfold products. rewrite !choices_map, sum_choices_times.
    rewrite (sum_ext R _ _ _ (fun l _ => eq_sym (product_join (factors m) (factors m') l))), <- sum_choices_map.
    f_equal. apply choices_ext. intros [p [v w]] _. unfold rows, joined; simpl. rewrite listed_bind.
    induction (listed (part m p v)); simpl; rewrite ?map_app, ?map_map, ?IHl, ?listed_bind; auto. Qed.
  Lemma sum_values_times at_ at' l l' : times (sum R l (value rho at_)) (sum R l' (value rho at')) =
    sum R l (fun m => sum R l' (fun m' =>
      times (int (coefficient m * coefficient m')) (times (products rho at_ m) (products rho at' m')))).
  Proof. rewrite (Rmul_comm (laws R)), <- sum_times. apply sum_ext. intros m _.
    rewrite (Rmul_comm (laws R)), <- sum_times. apply sum_ext. intros m' _. unfold value. rewrite int_times. ring. Qed.

  (** *** The derivative of a term: each factor taken out in turn *)
  Variable t : string.
  Definition column (j : nat) (rows : list (list Z)) := map (item 0 j) rows.
  Lemma product_fst v fs rows : fst (product (moved rho t v) fs rows) = product rho fs rows.
  Proof. revert rows; induction fs; simpl; intros; auto. rewrite IHfs; auto. Qed.
  Lemma product_snd v fs rows : snd (product (moved rho t v) fs rows) =
    sum R (positions t fs) (fun j => if same (column j rows) v
      then product rho (without EmptyString j fs) (map (without 0 j) rows) else zero).
  Proof. revert rows; induction fs as [|f fs IH]; intros rows; [reflexivity|]. simpl.
    rewrite sum_app, sum_map, IH, product_fst, <- sum_times, (Radd_comm (laws R)). f_equal.
    - destruct (String.eqb f t); cbn [app sum andb]; [|ring].
      change (column 0 rows) with (map (hd 0) rows). change (map (without 0 0) rows) with (map (@tl Z) rows).
      cbn [without tl]. destruct (same _ v); ring.
    - apply sum_ext. intros j _. simpl. unfold column. rewrite !map_map. simpl. destruct (same _ v); auto. ring. Qed.
  Lemma sum_taken m j at_ F :
    sum R (choices (fun pu => listed (bind (part m (fst pu) 0) (taken j (snd pu)))) at_) F =
    sum R (choices (rows m) (map (fun pu => (fst pu, 0)) at_)) (fun rows =>
      if same (column j rows) (map snd at_) then F (map (without 0 j) rows) else zero).
  Proof. revert F. induction at_ as [|[p u] at_ IH]; intros F; [auto|]. cbn [map].
    rewrite !sum_choices, listed_bind, sum_flat_map. apply sum_ext. intros row _. cbn [fst snd].
    change (listed (taken j u row)) with (if item 0 j row =? u then [without 0 j row] else []).
    cbn [column map same]. destruct (item 0 j row =? u); cbn [sum]; [|symmetry; apply sum_nothing; auto].
    rewrite IH, (Radd_comm (laws R)), (Radd_0_l (laws R)). auto. Qed.
  Lemma sum_derived s m at_ : sum R (derived t s m) (value rho at_) =
    if inside s at_ then snd (value (moved rho t (map snd at_)) (map (fun pu => (fst pu, 0)) at_) m) else zero.
  Proof. unfold derived, value, products, rows. rewrite sum_map. cbn [coefficient part factors].
    rewrite sum_times, int_dual, (sum_ext R _ _ _ (fun j _ => sum_guarded s _ at_ _)). destruct (inside s at_).
    - rewrite (sum_ext R _ _ _ (fun j _ => sum_taken m j at_ _)), sum_swap. cbn [snd times Dual]. rewrite snd_sum.
      rewrite (sum_ext R _ _ _ (fun l _ => product_snd _ (factors m) l)). fold (rows m). cbn [fst snd].
      ring.
    - rewrite sum_nothing; auto. ring. Qed.
  End Values.

  (** ** Every expression is the sum of its terms. *)
  Theorem entry_terms (e : arr P) : forall (R : cring) (rho : values R) at_,
    entry rho e at_ = sum R (terms e) (value rho at_).
  Proof. induction e as [t s|s f e IH|s f e1 IH1 e2 IH2|e1 IH1 e2 IH2|c e IH|e IH t s]; intros R rho at_;
      pose proof (laws R) as T; cbn [entry terms].
    - symmetry. apply sum_tensor.
    - rewrite (sum_ext R _ _ _ (fun at_ _ => IH R rho at_)), sum_swap, sum_map. apply sum_ext. intros m _. unfold value.
      rewrite sum_times. f_equal. symmetry. apply sum_read.
    - rewrite (sum_ext R _ _ _ (fun met _ => eq_trans (f_equal2 times (IH1 R rho (map (@left_ P) met))
        (IH2 R rho (map (@right_ P) met))) (sum_values_times rho _ _ (terms e1) (terms e2)))).
      rewrite sum_swap, sum_flat_map. apply sum_ext. intros m _. rewrite sum_swap, sum_map. apply sum_ext. intros m' _.
      rewrite sum_times. unfold value. f_equal. cbn [coefficient products].
      rewrite (sum_ext R _ _ _ (fun met _ => products_times rho m m' met)). symmetry. apply sum_read.
    - rewrite sum_app, IH1, IH2; auto.
    - rewrite IH, sum_map, <- sum_times. apply sum_ext. intros m _. unfold value; cbn. rewrite int_times.
      apply (Rmul_assoc T).
    - rewrite sum_flat_map, (sum_ext R _ _ _ (fun m _ => sum_derived rho t s m at_)).
      destruct (inside s at_); [rewrite IH; apply snd_sum | symmetry; apply sum_nothing; auto]. Qed.
End Terms.
