(** The rules of symconv's kernel as theorems: COORDINATES, ELIMINATE, TOGETHER, AXES, NOWHERE, CLASSES. *)
From Coq Require Import String ZArith Lia Ring Permutation Bool List.
From Symconv Require Import Sums Language Apart.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Definition ind (b : bool) : Z := if b then 1 else 0.
Lemma both_true a b : both a b = true <-> a = true /\ b = true.
Proof. apply andb_true_iff. Qed.
Lemma ind_same b c : (b = true -> c = true) -> (c = true -> b = true) -> ind b = ind c.
Proof. destruct b, c; simpl; intuition congruence. Qed.
Lemma ind_never b : (b = true -> False) -> ind b = 0.
Proof. destruct b; simpl; intuition congruence. Qed.
Lemma same_spec x y : same x y = true <-> x = y.
Proof. revert y; induction x; destruct y; simpl; split; try congruence; auto.
  - rewrite both_true, Z.eqb_eq, IHx. intros [? ?]; congruence.
  - intros E; inversion E; subst. rewrite both_true, Z.eqb_eq, IHx. auto.
Qed.

(** ** COORDINATES: how often the rows of a part are the places [t] *)
Definition occurrences (l : list (list Z)) (t : list Z) : Z := sum ZR l (fun x => ind (same x t)).
Definition count (r : range (list Z)) (t : list Z) : Z := occurrences (listed r) t.
Lemma by_occurrences n l m : (forall x, In x l -> length x = n) -> (forall x, In x m -> length x = n) ->
  (forall t, length t = n -> occurrences l t = occurrences m t) -> Permutation l m.
Proof. assert (E : forall l t, occurrences l t = Z.of_nat (count_occ (list_eq_dec Z.eq_dec) l t)).
  { clear. induction l as [|x l IH]; intros t; simpl; auto. unfold occurrences in *; cbn [sum]. rewrite IH.
    destruct (list_eq_dec Z.eq_dec x t) as [E|E]; rewrite <- same_spec in E.
    - rewrite E. cbn [ind plus ZR]. lia.
    - apply not_true_is_false in E. rewrite E. reflexivity. }
  intros L M H. apply (Permutation_count_occ (list_eq_dec Z.eq_dec)). intros t.
  destruct (Nat.eq_dec (length t) n) as [N|N]; [specialize (H t N); rewrite !E in H; lia|].
  rewrite !(proj1 (count_occ_not_In _ _ _)); auto; intros I; apply N; auto. Qed.

(** ** ELIMINATE and TOGETHER: counting the values of variables that satisfy the conditions on them *)
(** Whether the row [t] is reached by going [path] where there are two ways, with [vs] for the variables in turn. *)
Fixpoint reached (r : range (list Z)) (path : list bool) (vs t : list Z) : bool :=
  match r with
  | One x => match path, vs with [], [] => same x t | _, _ => false end
  | When b r => both b (reached r path vs t)
  | Each n f => match vs with v :: vs => both (within v n) (reached (f v) path vs t) | [] => false end
  | Also r s => match path with
      | true :: path => reached r path vs t | false :: path => reached s path vs t | [] => false end
  end.
Fixpoint paths (r : range (list Z)) (ps : list (list bool)) : Prop :=
  match r with
  | One _ => ps = [[]]
  | When _ r => paths r ps
  | Each n f => forall v, paths (f v) ps
  | Also r s => exists ps1 ps2, paths r ps1 /\ paths s ps2 /\ ps = map (cons true) ps1 ++ map (cons false) ps2
  end.

(** The values that the variables can have on a path. *)
Fixpoint runs (r : range (list Z)) (path : list bool) : list (list Z) :=
  match r with
  | One _ => match path with [] => [[]] | _ => [] end
  | When _ r => runs r path
  | Each n f => flat_map (fun v => map (cons v) (runs (f v) path)) (box n)
  | Also r s => match path with true :: path => runs r path | false :: path => runs s path | [] => [] end
  end.
Lemma in_box n v : In v (box n) <-> within v n = true.
Proof. unfold box. rewrite in_map_iff, within_spec. split.
  - intros [i [<- H]]. apply in_seq in H. lia.
  - intros H. exists (Z.to_nat v). rewrite in_seq. lia.
Qed.
Lemma box_NoDup n : NoDup (box n).
Proof. apply FinFun.Injective_map_NoDup; [intros x y; lia | apply seq_NoDup]. Qed.
(** What is reached is reached by one run. *)
Lemma run_once r path vs t : reached r path vs t = true -> occurrences (runs r path) vs = 1.
Proof. revert path vs. induction r as [x|b r IH|n f IH|r IHr s IHs]; simpl; intros path vs H.
  - destruct path, vs; auto; discriminate.
  - apply both_true in H. apply IH, H.
  - destruct vs as [|w vs]; [discriminate|]. apply both_true in H. destruct H as [I H]. apply in_box in I.
    unfold occurrences. rewrite sum_flat_map, (sum_only ZR _ (box_NoDup n) I); rewrite ?sum_map; cbn [same].
    + rewrite Z.eqb_refl. apply (IH w path vs H).
    + intros v _ N. rewrite sum_map. apply (sum_nothing ZR). intros x _. cbn [same].
      apply Z.eqb_neq in N. rewrite N. auto.
  - destruct path as [|[|] path]; [discriminate|auto|auto].
Qed.
Lemma count_runs r ps t : paths r ps ->
  count r t = sum ZR ps (fun path => sum ZR (runs r path) (fun vs => ind (reached r path vs t))).
Proof. unfold count, occurrences. revert ps. induction r as [x|b r IH|n f IH|r IHr s IHs]; simpl; intros ps H.
  - subst. simpl. lia.
  - destruct b; [apply (IH _ H)|]. symmetry. apply (sum_nothing ZR); intros; apply (sum_nothing ZR); auto.
  - rewrite sum_flat_map, (sum_ext ZR _ _ _ (fun v _ => IH v ps (H v))), sum_swap. apply (sum_ext ZR). intros path _.
    rewrite sum_flat_map. apply (sum_ext ZR). intros v Hv. apply in_box in Hv. rewrite sum_map, Hv. auto.
  - destruct H as (p1 & p2 & H1 & H2 & ->). rewrite !sum_app, !sum_map, (IHr _ H1), (IHs _ H2). auto.
Qed.

(** One way to the rows of a part: the variables numbered [common] run freely, and these determine all of them. *)
Record way := Way { path : list bool; common : list nat; solution : list Z -> list Z }.
Definition free (w : way) (vs : list Z) : list Z := map (fun j => nth j vs 0) (common w).
Definition holds (r : range (list Z)) (w : way) (t ws : list Z) : bool :=
  both (same (free w (solution w ws)) ws) (reached r (path w) (solution w ws) t).
Definition determined (r : range (list Z)) (t : list Z) (n : nat) (w : way) : Prop :=
  length (common w) = n /\ forall vs, reached r (path w) vs t = true -> vs = solution w (free w vs).

(** The values of the free variables with which the row [t] is reached. *)
Definition frees (r : range (list Z)) (t : list Z) (ways : list way) : list (list Z) :=
  flat_map (fun w => flat_map (fun vs => if reached r (path w) vs t then [free w vs] else []) (runs r (path w))) ways.
Lemma sum_frees r t ways f : sum ZR (frees r t ways) f =
  sum ZR ways (fun w => sum ZR (runs r (path w)) (fun vs => if reached r (path w) vs t then f (free w vs) else 0)).
Proof. unfold frees. rewrite sum_flat_map. apply (sum_ext ZR). intros w _. rewrite sum_flat_map. apply (sum_ext ZR).
  intros vs _. destruct (reached r (path w) vs t); cbn; lia. Qed.
Lemma frees_once r t n ways ws : Forall (determined r t n) ways ->
  occurrences (frees r t ways) ws = sum ZR ways (fun w => ind (holds r w t ws)).
Proof. intros D. rewrite Forall_forall in D. unfold occurrences. rewrite sum_frees. apply (sum_ext ZR). intros w Hw.
  destruct (D w Hw) as [_ U]. destruct (holds r w t ws) eqn:H.
  - apply both_true in H. destruct H as [F H]. apply same_spec in F. cbn [ind]. rewrite <- (run_once _ _ _ _ H).
    apply (sum_ext ZR). intros vs _. destruct (reached r (path w) vs t) eqn:E.
    + apply ind_same; rewrite !same_spec; [intros <-; apply U, E | intros ->; exact F].
    + symmetry. apply ind_never. rewrite same_spec. congruence.
  - apply (sum_nothing ZR). intros vs _. destruct (reached r (path w) vs t) eqn:E; auto. apply ind_never.
    rewrite same_spec. intros <-. unfold holds in H. rewrite <- (U vs E), E, (proj2 (same_spec _ _) eq_refl) in H.
    discriminate. Qed.

(** What a generated proof shows of two parts: there are as many ways at every place. *)
Theorem same_count r r' t n ways ways' :
  paths r (map path ways) -> paths r' (map path ways') ->
  Forall (determined r t n) ways -> Forall (determined r' t n) ways' ->
  (forall ws, length ws = n ->
    sum ZR ways (fun w => ind (holds r w t ws)) = sum ZR ways' (fun w => ind (holds r' w t ws))) ->
  count r t = count r' t.
Proof. intros H H' D D' E. rewrite (count_runs _ _ t H), (count_runs _ _ t H'), !sum_map.
  transitivity (sum ZR (frees r t ways) (fun _ => 1)); [symmetry; apply sum_frees|].
  transitivity (sum ZR (frees r' t ways') (fun _ => 1)); [|apply sum_frees].
  assert (L : forall r l, Forall (determined r t n) l -> forall x, In x (frees r t l) -> length x = n).
  { intros q l F x. unfold frees. rewrite in_flat_map. intros [w [Hw I]]. apply in_flat_map in I.
    destruct I as [vs [_ I]]. destruct (reached q (path w) vs t); simpl in I; [destruct I as [<-|[]] | tauto].
    rewrite Forall_forall in F. destruct (F w Hw) as [<- _]. apply map_length. }
  apply (sum_perm ZR), (@by_occurrences n); [eauto|eauto|].
  intros ws N. rewrite (frees_once ws D), (frees_once ws D'). auto. Qed.

(** ** NOWHERE *)
Theorem nowhere r ps t : paths r ps -> Forall (fun path => forall vs, reached r path vs t = false) ps -> count r t = 0.
Proof. intros H F. rewrite Forall_forall in F. rewrite (count_runs _ _ t H). apply (sum_nothing ZR). intros path Hp.
  apply (sum_nothing ZR). intros vs _. rewrite (F _ Hp). auto. Qed.

(** ** The order of the factors *)
Definition pick (A : Type) (d : A) (order : list nat) (l : list A) := map (fun j => item d j l) order.
Definition turned (order : list nat) (r : range (list Z)) : range (list Z) := bind r (fun x => One (pick 0 order x)).
Definition in_order (P : Type) (m : term P) : list nat := seq 0 (length (factors m)).
Lemma listed_turned order r : listed (turned order r) = map (pick 0 order) (listed r).
Proof. unfold turned. rewrite listed_bind. induction (listed r); simpl; auto using f_equal. Qed.
Lemma turned_length order r x : In x (listed (turned order r)) -> length x = length order.
Proof. rewrite listed_turned, in_map_iff. intros [y [<- _]]. apply map_length. Qed.
Lemma pick_all A (d : A) l : pick d (seq 0 (length l)) l = l.
Proof. unfold pick. induction l as [|x l IH]; simpl; auto. f_equal. rewrite <- seq_shift, map_map. exact IH. Qed.
Section Order.
  Variables (P : Type) (R : cring) (rho : values R).
  Add Ring R : (laws R).
  Fixpoint all (l : list R) : R := match l with [] => one | x :: l => times x (all l) end.
  Lemma all_perm l m : Permutation l m -> all l = all m.
  Proof. induction 1; simpl; try congruence; ring. Qed.
  Lemma product_all fs rows :
    product rho fs rows = all (map (fun j => rho (item EmptyString j fs) (column j rows)) (seq 0 (length fs))).
  Proof. revert rows; induction fs as [|f fs IH]; intros rows; [reflexivity|].
    cbn [product length seq map all]. rewrite IH, <- seq_shift, map_map. f_equal. f_equal. apply map_ext. intros j.
    unfold column. rewrite map_map. auto. Qed.
  Lemma product_picked order fs rows : product rho (pick EmptyString order fs) (map (pick 0 order) rows) =
    all (map (fun j => rho (item EmptyString j fs) (column j rows)) order).
  Proof. induction order as [|j order IH]; [reflexivity|]. cbn [pick map product all].
    rewrite !map_map. f_equal. exact IH. Qed.
  Lemma products_turned order (m : term P) at_ : Permutation order (in_order m) -> products rho at_ m =
    sum R (choices (fun pu => listed (turned order (part m (fst pu) (snd pu)))) at_)
      (product rho (pick EmptyString order (factors m))).
  Proof. intros H. rewrite (choices_ext _ _ at_ (fun pu _ => listed_turned order (part m (fst pu) (snd pu)))).
    rewrite sum_choices_map. apply sum_ext. intros rows _. rewrite product_picked, product_all.
    apply all_perm, Permutation_map, Permutation_sym, H. Qed.
End Order.

(** ** Terms that are equal along every axis are equal; any number of axes *)
Section Axes.
  Variables (P : Type) (ok : P -> Prop) (s : P -> Z).

  (** AXES: [m'] is [m] but for the coefficient. *)
  Inductive alike (m m' : term P) : Prop :=
  | alike_same : factors m = factors m' -> part m = part m' -> alike m m'
  | alike_turned order : Permutation order (in_order m') -> factors m = pick EmptyString order (factors m') ->
      (forall p u, ok p -> 0 <= u < s p -> forall t, length t = length order ->
        count (turned (in_order m) (part m p u)) t = count (turned order (part m' p u)) t) -> alike m m'.
  (** NOWHERE: along every axis that [which] selects. *)
  Definition empty (which : P -> Prop) (m : term P) : Prop := forall p u, ok p -> 0 <= u < s p -> which p ->
    forall t, length t = length (factors m) -> count (turned (in_order m) (part m p u)) t = 0.

  Variables (R : cring) (rho : values R) (at_ : point P).
  Hypothesis (valid : Forall (fun pu => ok (fst pu)) at_) (here : inside s at_ = true).
  Lemma valid_here pu : In pu at_ -> ok (fst pu) /\ 0 <= snd pu < s (fst pu).
  Proof. intros H. split; [revert pu H; apply Forall_forall, valid | apply within_spec].
    apply (proj1 (forallb_forall _ at_) here pu H). Qed.
  Theorem alike_products m m' : alike m m' -> products rho at_ m = products rho at_ m'.
  Proof. intros [E1 E2|order H1 H2 H3]; [unfold products, rows; rewrite E1, E2; auto|].
    rewrite (products_turned rho m at_ (Permutation_refl _)), (products_turned rho m' at_ H1). rewrite <- H2.
    unfold in_order at 2. rewrite pick_all. apply sum_choices_perm. intros pu Hu. destruct (valid_here pu Hu).
    assert (L : length (in_order m) = length order) by (unfold in_order; rewrite seq_length, H2; apply map_length).
    apply (@by_occurrences (length order)); [rewrite <- L; apply turned_length | apply turned_length |].
    intros t N. apply H3; auto. Qed.
  Theorem empty_products which m p : empty which m -> In p (map fst at_) -> which p -> products rho at_ m = zero.
  Proof. intros E Hp W. apply in_map_iff in Hp. destruct Hp as [pu [<- Hu]]. destruct (valid_here pu Hu).
    rewrite (products_turned rho m at_ (Permutation_refl _)). eapply sum_choices_none; [exact Hu|].
    apply Permutation_nil, Permutation_sym.
    apply (@by_occurrences (length (in_order m))); [apply turned_length | intros x [] |].
    intros t L. apply (E (fst pu) (snd pu)); auto. rewrite L. apply seq_length. Qed.
End Axes.

(** ** CLASSES *)
(** For each term the first of its class, or nothing for one that is 0. *)
Definition class := option nat.
(** The sum of the coefficients in class [k]. *)
Definition total (k : nat) (l : list (class * Z)) : Z :=
  sum ZR l (fun x => match fst x with Some j => if Nat.eqb k j then snd x else 0 | None => 0 end).
Definition balanced (l : list (class * Z)) : bool :=
  forallb (fun x => match fst x with Some k => Nat.ltb k (length l) | None => true end) l &&
  forallb (fun k => total k l =? 0) (seq 0 (length l)).
Section Classes.
  Variable R : cring.
  Add Ring R2 : (laws R).
  Lemma times_0 (x : R) : times (int 0) x = zero.
  Proof. cbn; ring. Qed.
  Lemma times_zero (x : R) : times x zero = zero.
  Proof. ring. Qed.
  Lemma equal_where_0 (a b : R) : plus a (times (int (-1)) b) = zero -> a = b.
  Proof. intros E. transitivity (plus b (plus a (times (int (-1)) b))); [cbn; ring | rewrite E; ring]. Qed.
  Definition weigh (f : nat -> R) (x : class * Z) : R :=
    match fst x with Some k => times (int (snd x)) (f k) | None => zero end.
  Theorem balanced_sum f l : balanced l = true -> sum R l (weigh f) = zero.
  Proof. unfold balanced. rewrite andb_true_iff, !forallb_forall. intros [Small B].
    transitivity (sum R l (fun x => sum R (seq 0 (length l)) (fun k => times
      (int (match fst x with Some j => if Nat.eqb k j then snd x else 0 | None => 0 end)) (f k)))).
    - apply sum_ext. intros [[j|] c] H; unfold weigh; cbn [fst snd].
      2: symmetry; apply sum_nothing; intros; apply times_0.
      apply Small in H. cbn [fst] in H. apply Nat.ltb_lt in H.
      rewrite (sum_only R _ (seq_NoDup (length l) 0) (proj2 (in_seq (length l) 0 j) (conj (Nat.le_0_l _) H))).
      + rewrite Nat.eqb_refl. auto.
      + intros k _ N. destruct (Nat.eqb_spec k j); [congruence | apply times_0].
    - rewrite sum_swap. apply sum_nothing. intros k Hk. apply B, Z.eqb_eq in Hk.
      transitivity (times (int (total k l)) (f k)); [apply (sum_int R l) | rewrite Hk; apply times_0]. Qed.
End Classes.
