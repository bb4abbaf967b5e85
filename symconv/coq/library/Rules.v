(** The rules of symconv's kernel as theorems: COORDINATES, ELIMINATE, TOGETHER, AXES, NOWHERE, CLASSES. *)
From Coq Require Import String ZArith Lia Ring Permutation Bool List.
From Symconv Require Import Sums Language Apart.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Definition ind (b : bool) : Z := if b then 1 else 0.
(** [andb], which proofs keep as it is when they compute. *)
Definition both := andb.
Fixpoint same (x y : list Z) : bool :=
  match x, y with [], [] => true | a :: x, b :: y => both (a =? b) (same x y) | _, _ => false end.
Lemma same_spec x y : same x y = true <-> x = y.
Proof. revert y; induction x; destruct y; simpl; split; try congruence; auto.
  - unfold both. rewrite andb_true_iff, Z.eqb_eq, IHx. intros [? ?]; congruence.
  - intros E; inversion E; subst. rewrite Z.eqb_refl. unfold both. simpl. apply IHx; auto.
Qed.

(** ** COORDINATES: how often the rows of a part are the places [t] *)
Definition count (r : range (list Z)) (t : list Z) : Z := sum ZR (listed r) (fun x => ind (same x t)).
Lemma count_occurrences r t : count r t = Z.of_nat (count_occ (list_eq_dec Z.eq_dec) (listed r) t).
Proof. unfold count. induction (listed r); simpl; auto. rewrite IHl. destruct (list_eq_dec Z.eq_dec a t) as [E|E].
  - apply same_spec in E. rewrite E. cbn [ind]. lia.
  - destruct (same a t) eqn:F; [apply same_spec in F; congruence|]. cbn [ind]. lia.
Qed.
Lemma by_count r s : (forall t, count r t = count s t) -> Permutation (listed r) (listed s).
Proof. intros H. apply (Permutation_count_occ (list_eq_dec Z.eq_dec)). intros t.
  specialize (H t). rewrite !count_occurrences in H. lia. Qed.
Lemma count_other r t : (forall x, In x (listed r) -> length x <> length t) -> count r t = 0.
Proof. intros H. apply (sum_nothing ZR). intros x Hx. destruct (same x t) eqn:E; auto.
  apply same_spec in E. subst. exfalso. apply (H _ Hx); auto. Qed.

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

Lemma in_box n v : In v (box n) <-> 0 <= v < n.
Proof. unfold box. rewrite in_map_iff. split.
  - intros [i [<- H]]. apply in_seq in H. lia.
  - intros H. exists (Z.to_nat v). split; [lia|]. apply in_seq. lia.
Qed.
Lemma box_NoDup n : NoDup (box n).
Proof. apply FinFun.Injective_map_NoDup; [intros x y; lia | apply seq_NoDup]. Qed.

(** All vectors of [n] entries below [m]. *)
Fixpoint cube (n : nat) (m : Z) : list (list Z) :=
  match n with O => [[]] | S n => flat_map (fun v => map (cons v) (cube n m)) (box m) end.
Lemma in_cube n m ws : In ws (cube n m) <-> length ws = n /\ Forall (fun w => 0 <= w < m) ws.
Proof. revert ws. induction n; intros ws; simpl.
  - split; [intros [<-|[]]; auto | destruct ws; simpl; [auto | intuition lia]].
  - rewrite in_flat_map. split.
    + intros [v [Hv H]]. apply in_map_iff in H. destruct H as [us [<- H]]. apply IHn in H. apply in_box in Hv.
      destruct H. simpl; split; auto.
    + intros [L F]. destruct ws as [|w ws]; [discriminate|]. inversion F; subst. exists w. rewrite in_box. split; auto.
      apply in_map. apply IHn. simpl in L. split; auto. Qed.
Lemma NoDup_flat A B (f : A -> list B) l : NoDup l -> (forall x, In x l -> NoDup (f x)) ->
  (forall x y b, In b (f x) -> In b (f y) -> x = y) -> NoDup (flat_map f l).
Proof. intros D H I. induction D as [|a l N D IH]; simpl; [constructor|].
  assert (E : NoDup (flat_map f l)) by (apply IH; intros; apply H; right; auto).
  assert (F : NoDup (f a)) by (apply H; left; auto). revert F. clear H IH.
  assert (K : forall b, In b (f a) -> ~ In b (flat_map f l)).
  { intros b Hb C. apply in_flat_map in C. destruct C as [c [Hc C]]. rewrite (I _ _ _ Hb C) in N. auto. }
  induction (f a) as [|b m IHm]; simpl; auto. intros F; inversion F; subst. constructor.
  - rewrite in_app_iff. intros [C|C]; auto. apply (K b); [left|]; auto.
  - apply IHm; auto. intros c Hc. apply K. right; auto.
Qed.
Lemma cube_NoDup n m : NoDup (cube n m).
Proof. induction n; simpl; [constructor; [simpl; tauto | constructor]|]. apply NoDup_flat; [apply box_NoDup| |].
  - intros v _. apply FinFun.Injective_map_NoDup; auto. intros x y; congruence.
  - intros x y b Hx Hy. apply in_map_iff in Hx, Hy. destruct Hx as [? [<- _]], Hy as [? [E _]]. congruence.
Qed.

(** The values of the variables, for each way. *)
Fixpoint runs (r : range (list Z)) (path : list bool) : list (list Z * list Z) :=
  match r with
  | One x => match path with [] => [([], x)] | _ => [] end
  | When b r => if b then runs r path else []
  | Each n f => flat_map (fun v => map (fun run => (v :: fst run, snd run)) (runs (f v) path)) (box n)
  | Also r s => match path with true :: path => runs r path | false :: path => runs s path | [] => [] end
  end.
Lemma runs_reached r path vs t : In (vs, t) (runs r path) <-> reached r path vs t = true.
Proof. revert path vs. induction r as [x|b r IH|n f IH|r IHr s IHs]; simpl; intros path vs.
  - destruct path; simpl; [|split; [tauto | discriminate]]. destruct vs.
    + rewrite same_spec. intuition congruence.
    + intuition congruence.
  - destruct b; unfold both; simpl; auto. intuition discriminate.
  - rewrite in_flat_map. destruct vs as [|v vs].
    + split; [|discriminate]. intros [v [_ H]]. apply in_map_iff in H. destruct H as [? [E _]]. congruence.
    + unfold both. rewrite andb_true_iff, within_spec, <- IH. split.
      * intros [w [Hw H]]. apply in_map_iff in H. destruct H as [[ws x] [E H]]. apply in_box in Hw. simpl in E. inversion E; subst. auto.
      * intros [Hv H]. exists v. rewrite in_box. split; auto. apply in_map_iff. exists (vs, t); auto.
  - destruct path as [|[|] path]; simpl; auto. intuition discriminate.
Qed.
Lemma runs_NoDup r path : NoDup (map fst (runs r path)).
Proof. revert path. induction r as [x|b r IH|n f IH|r IHr s IHs]; simpl; intros path.
  - destruct path; repeat constructor; auto.
  - destruct b; auto. constructor.
  - assert (E : map fst (flat_map (fun v => map (fun run => (v :: fst run, snd run)) (runs (f v) path)) (box n)) =
      flat_map (fun v => map (cons v) (map fst (runs (f v) path))) (box n)).
    { induction (box n); simpl; auto. rewrite map_app, IHl. f_equal. rewrite !map_map. apply map_ext; auto. }
    rewrite E. apply NoDup_flat; [apply box_NoDup| |].
    + intros v _. apply FinFun.Injective_map_NoDup; auto. intros x y; congruence.
    + intros x y c Hx Hy. apply in_map_iff in Hx, Hy. destruct Hx as [? [<- _]], Hy as [? [E2 _]]. congruence.
  - destruct path as [|[|] path]; simpl; auto; constructor.
Qed.
Lemma listed_runs r ps t : paths r ps -> count r t = sum ZR ps (fun path => sum ZR (runs r path) (fun run => ind (same (snd run) t))).
Proof. revert ps. unfold count. induction r as [x|b r IH|n f IH|r IHr s IHs]; cbn [paths listed runs]; intros ps H.
  - subst. simpl. lia.
  - destruct b; auto. symmetry. exact (sum_zero ZR ps).
  - rewrite sum_flat_map. rewrite (sum_ext ZR (box n) _ (fun v => sum ZR ps (fun path =>
      sum ZR (runs (f v) path) (fun run => ind (same (snd run) t))))) by (intros; apply IH; auto).
    rewrite sum_swap. apply (sum_ext ZR); intros path _. rewrite sum_flat_map. apply (sum_ext ZR); intros v _. rewrite sum_map. auto.
  - destruct H as (p1 & p2 & H1 & H2 & ->). rewrite !sum_app, !sum_map, (IHr _ H1), (IHs _ H2). auto.
Qed.

Lemma count_path r path t l : NoDup l -> (forall vs, In vs l <-> reached r path vs t = true) ->
  sum ZR (runs r path) (fun run => ind (same (snd run) t)) = Z.of_nat (length l).
Proof. intros D H.
  assert (E : forall m : list (list Z * list Z), NoDup (map fst m) -> sum ZR m (fun run => ind (same (snd run) t)) =
    Z.of_nat (length (filter (fun run => same (snd run) t) m))).
  { clear. intros m _. induction m as [|[vs x] m IH]; simpl; auto. rewrite IH. simpl. destruct (same x t); simpl length; cbn [ind]; lia. }
  rewrite E by apply runs_NoDup. f_equal. rewrite <- (map_length fst). apply Permutation_length. apply NoDup_Permutation; auto.
  - generalize (runs_NoDup r path). clear. induction (runs r path) as [|[vs x] m IH]; simpl; auto.
    intros N; inversion N; subst. destruct (same x t); simpl; auto. constructor; auto.
    intros C. apply H1. apply in_map_iff in C. destruct C as [y [<- C]]. apply filter_In in C. apply in_map. tauto.
  - intros vs. rewrite H, <- runs_reached, in_map_iff. split.
    + intros [[ws x] [<- C]]. apply filter_In in C. destruct C as [C E']. simpl in E'. apply same_spec in E'. subst. auto.
    + intros C. exists (vs, t). split; auto. apply filter_In. split; auto. simpl. apply same_spec; auto.
Qed.

(** One way to the rows of a part: the variables numbered [common] run freely, and these determine all of them. *)
Record way := Way { path : list bool; common : list nat; solution : list Z -> list Z }.
Definition free (w : way) (vs : list Z) : list Z := map (fun j => nth j vs 0) (common w).
Definition holds (r : range (list Z)) (w : way) (t ws : list Z) : bool :=
  both (same (free w (solution w ws)) ws) (reached r (path w) (solution w ws) t).
(** The variables are determined, and the free ones are below [m]. *)
Definition determined (r : range (list Z)) (t : list Z) (n : nat) (m : Z) (w : way) : Prop :=
  length (common w) = n /\ forall vs, reached r (path w) vs t = true ->
    Forall (fun v => 0 <= v < m) (free w vs) /\ vs = solution w (free w vs).

Theorem eliminated r t n m ways : paths r (map path ways) -> Forall (determined r t n m) ways ->
  count r t = sum ZR (cube n m) (fun ws => sum ZR ways (fun w => ind (holds r w t ws))).
Proof. intros H D. rewrite (listed_runs _ _ t H), sum_map, sum_swap. apply (sum_ext ZR). intros w Hw.
  rewrite Forall_forall in D. destruct (D w Hw) as [L U]. clear D H Hw.
  assert (F : forall l : list (list Z), sum ZR l (fun ws => ind (holds r w t ws)) = Z.of_nat (length (filter (holds r w t) l))).
  { induction l as [|a l IH]; simpl; auto. rewrite IH. destruct (holds r w t a); simpl length; cbn [ind]; lia. }
  rewrite F, <- (map_length (solution w)). apply count_path.
  - assert (N : NoDup (filter (holds r w t) (cube n m))) by (apply NoDup_filter, cube_NoDup).
    assert (K : forall ws, In ws (filter (holds r w t) (cube n m)) -> free w (solution w ws) = ws).
    { intros ws C. apply filter_In in C. destruct C as [_ C]. unfold holds, both in C.
      apply andb_true_iff in C. destruct C as [C _]. apply same_spec in C. auto. }
    revert N K. induction (filter (holds r w t) (cube n m)) as [|a l IH]; simpl; intros N K; constructor; inversion N; subst.
    + intros C. apply in_map_iff in C. destruct C as [b [E C]]. apply H1. rewrite <- (K a), <- E, (K b) by auto. auto.
    + apply IH; auto.
  - intros vs. rewrite in_map_iff. split.
    + intros [ws [<- C]]. apply filter_In in C. destruct C as [_ C]. unfold holds, both in C. apply andb_true_iff in C. tauto.
    + intros C. destruct (U vs C) as [B E]. exists (free w vs). split; auto. apply filter_In. split.
      * apply in_cube. split; auto. unfold free. rewrite map_length. auto.
      * unfold holds, both. rewrite andb_true_iff, same_spec, <- E. auto.
Qed.

(** What a generated proof shows of two parts: there are as many ways at every place. *)
Theorem same_count r r' t n m ways ways' :
  paths r (map path ways) -> paths r' (map path ways') ->
  Forall (determined r t n m) ways -> Forall (determined r' t n m) ways' ->
  (forall ws, length ws = n -> sum ZR ways (fun w => ind (holds r w t ws)) = sum ZR ways' (fun w => ind (holds r' w t ws))) ->
  count r t = count r' t.
Proof.
  intros H H' D D' E. rewrite (eliminated H D), (eliminated H' D'). apply (sum_ext ZR). intros ws C. apply E. apply in_cube in C. tauto.
Qed.

(** ** NOWHERE *)
Theorem nowhere r ps t : paths r ps -> Forall (fun path => forall vs, reached r path vs t = false) ps -> count r t = 0.
Proof. intros H F. rewrite (listed_runs _ _ t H). apply (sum_nothing ZR). intros path Hp. rewrite Forall_forall in F.
  rewrite (count_path r path t (NoDup_nil (list Z))); auto. intros vs. rewrite (F _ Hp). simpl. intuition discriminate.
Qed.

(** ** The order of the factors *)
Definition pick (A : Type) (d : A) (order : list nat) (l : list A) := map (fun j => nth j l d) order.
Definition turned (order : list nat) (r : range (list Z)) : range (list Z) := bind r (fun x => One (pick 0 order x)).
Section Order.
  Variable R : cring.
  Add Ring R : (laws R).
  Variable rho : values R.
  Fixpoint all (l : list R) : R := match l with [] => one | x :: l => times x (all l) end.
  Lemma all_perm l m : Permutation l m -> all l = all m.
  Proof. induction 1; simpl; try congruence; ring. Qed.
  Lemma product_all fs rows : product rho fs rows = all (map (fun j => rho (nth j fs EmptyString) (column j rows)) (seq 0 (length fs))).
  Proof. revert rows; induction fs; simpl; intros rows; auto. f_equal.
    - f_equal. unfold column. apply map_ext. intros [|? ?]; auto.
    - rewrite IHfs, <- seq_shift, map_map. f_equal. apply map_ext. intros j. f_equal. unfold column. rewrite map_map.
      apply map_ext. intros [|? ?]; auto. simpl. destruct j; auto. Qed.
  Lemma product_pick order fs rows : Permutation order (seq 0 (length fs)) ->
    product rho (pick EmptyString order fs) (map (pick 0 order) rows) = product rho fs rows.
  Proof. intros H. rewrite !product_all. rewrite <- (all_perm (Permutation_map _ H)). f_equal.
    assert (L : length (pick EmptyString order fs) = length order) by apply map_length. rewrite L.
    assert (E : map (fun i => nth i order O) (seq 0 (length order)) = order).
    { clear. induction order; simpl; auto. f_equal. rewrite <- seq_shift, map_map. apply IHorder. }
    transitivity (map (fun j => rho (nth j fs EmptyString) (column j rows)) (map (fun i => nth i order O) (seq 0 (length order))));
      [|rewrite E; auto].
    rewrite map_map. apply map_ext_in. intros j Hj. apply in_seq in Hj. f_equal.
    - unfold pick. rewrite (nth_indep _ _ (nth O fs EmptyString)) by (rewrite map_length; lia).
      rewrite (map_nth (fun j => nth j fs EmptyString)). auto.
    - unfold column. rewrite map_map. apply map_ext. intros r. unfold pick.
      rewrite (nth_indep _ _ (nth O r 0)) by (rewrite map_length; lia). apply (map_nth (fun j => nth j r 0)). Qed.
End Order.

(** ** Terms that are equal along every axis are equal; any number of axes *)
Section Axes.
  Variables (P : Type) (ok : P -> Prop) (s : P -> Z).

  (** AXES: [m'] is [m] but for the coefficient. *)
  Inductive alike (m m' : term P) : Prop :=
  | alike_same : factors m = factors m' -> part m = part m' -> alike m m'
  | alike_turned order : Permutation order (seq 0 (length (factors m'))) -> factors m = pick EmptyString order (factors m') ->
      (forall p u, ok p -> 0 <= u < s p -> forall t, length t = length order ->
        count (part m p u) t = count (turned order (part m' p u)) t) -> alike m m'.
  (** NOWHERE: along every axis that [at_] selects. *)
  Definition empty (at_ : P -> Prop) (m : term P) : Prop :=
    forall p u, ok p -> 0 <= u < s p -> at_ p -> forall t, length t = length (factors m) -> count (part m p u) t = 0.

  Theorem alike_products R (rho : values R) m m' ps us : wf m -> wf m' -> alike m m' ->
    Forall ok ps -> length us = length ps -> inside s ps us = true -> products rho ps us m = products rho ps us m'.
  Proof. intros W W' [E1 E2|order H1 H2 H3] Hok L I; unfold products; [rewrite E1, E2; auto|]. rewrite H2.
    transitivity (sums R (map (map (pick 0 order)) (along (fun p u => listed (part m' p u)) ps us)) (product rho (pick EmptyString order (factors m')))).
    2:{ rewrite sums_map. apply sums_ext. intros rows _. apply product_pick; auto. }
    apply sums_perm. clear - W W' H2 H3 Hok L I. revert us L I. induction Hok; destruct us; simpl; intros L I; try discriminate; constructor.
    - apply andb_true_iff in I. destruct I as [I _]. apply within_spec in I.
      assert (T : listed (turned order (part m' x z)) = map (pick 0 order) (listed (part m' x z))).
      { unfold turned. rewrite listed_bind. induction (listed (part m' x z)); simpl; auto using f_equal. }
      rewrite <- T. apply by_count. intros t. destruct (Nat.eq_dec (length t) (length order)) as [E|E]; auto.
      rewrite !count_other; auto; intros y Hy.
      + rewrite T in Hy. apply in_map_iff in Hy. destruct Hy as [y' [<- _]]. unfold pick. rewrite map_length; auto.
      + rewrite (W _ _ _ Hy), H2. unfold pick. rewrite map_length; auto.
    - apply andb_true_iff in I. destruct I as [_ I]. auto.
  Qed.
  Theorem empty_products R (rho : values R) at_ m ps us : wf m -> empty at_ m -> Exists at_ ps ->
    Forall ok ps -> length us = length ps -> inside s ps us = true -> products rho ps us m = zero.
  Proof. intros W E X Hok L I. unfold products.
    assert (N : Exists (fun l : list (list Z) => l = []) (along (fun p u => listed (part m p u)) ps us)).
    { clear - W E X Hok L I. revert us L I. induction X as [p ps Hp|p ps X IH]; intros us L I; destruct us as [|u us];
        try discriminate; simpl in *; apply andb_true_iff in I; destruct I as [I1 I2]; apply within_spec in I1; inversion Hok; subst.
      - left. destruct (listed (part m p u)) as [|x l] eqn:El; auto. exfalso.
        assert (Hx : In x (listed (part m p u))) by (rewrite El; left; auto).
        specialize (E p u H1 I1 Hp x (W _ _ _ Hx)). rewrite count_occurrences in E.
        apply (count_occ_In (list_eq_dec Z.eq_dec)) in Hx. lia.
      - right. apply IH; auto. }
    clear - N. generalize (product rho (factors m)). induction N as [l ls ->|l ls N IH]; intros F; simpl; auto.
    apply sum_nothing. auto. Qed.
End Axes.

(** ** CLASSES *)
(** For each term the first of its class, or nothing for one that is 0. *)
Definition class := option nat.
Definition total (k : nat) (l : list (class * Z)) : Z :=
  fold_right (fun x n => match fst x with Some j => if Nat.eqb j k then snd x + n else n | None => n end) 0 l.
Definition balanced (l : list (class * Z)) : bool :=
  forallb (fun x => match fst x with Some k => total k l =? 0 | None => true end) l.
Lemma filter_shorter A (p : A -> bool) l : (length (filter p l) <= length l)%nat.
Proof. induction l; simpl; auto. destruct (p a); simpl; lia. Qed.
Section Classes.
  Variable R : cring.
  Add Ring R2 : (laws R).
  Definition weigh (f : nat -> R) (x : class * Z) : R := match fst x with Some k => multiple (snd x) (f k) | None => zero end.
  Lemma split_class f k l : sum R l (weigh f) = plus (multiple (total k l) (f k))
    (sum R (filter (fun x => match fst x with Some j => negb (Nat.eqb j k) | None => false end) l) (weigh f)).
  Proof. induction l as [|[[j|] c] l IH]; cbn [sum total fold_right filter fst snd].
    - simpl. ring.
    - rewrite IH. unfold weigh at 1; cbn [fst snd]. destruct (Nat.eqb_spec j k) as [->|N]; cbn [negb].
      + rewrite multiple_sum. unfold total. ring.
      + cbn [sum]. unfold weigh at 2; cbn [fst snd]. unfold total. ring.
    - rewrite IH. unfold weigh at 1; cbn [fst snd]. unfold total. ring.
  Qed.
  Lemma total_other j k l : j <> k -> total j (filter (fun x => match fst x with Some i => negb (Nat.eqb i k) | None => false end) l) = total j l.
  Proof. intros N. induction l as [|[[i|] c] l IH]; simpl; auto.
    destruct (Nat.eqb_spec i k); simpl; rewrite ?IH; auto. destruct (Nat.eqb_spec i j); congruence. Qed.
  Theorem balanced_sum f l : balanced l = true -> sum R l (weigh f) = zero.
  Proof. unfold balanced. rewrite forallb_forall. intros B.
    assert (B' : forall k c, In (Some k, c) l -> total k l = 0) by (intros k c H; apply Z.eqb_eq; apply (B _ H)). clear B.
    remember (length l) as n eqn:E. assert (Hn : (length l <= n)%nat) by lia. clear E. revert l Hn B'. induction n as [|n IH]; intros l L B.
    - destruct l; [reflexivity|simpl in L; lia].
    - destruct l as [|[[k|] c] l]; [reflexivity| |].
      + rewrite (split_class f k), (B k c) by (left; auto). cbn [multiple]. rewrite IH; [ring| |].
        * cbn [filter fst]. rewrite Nat.eqb_refl. cbn [negb]. eapply Nat.le_trans; [apply filter_shorter|]. exact (le_S_n _ _ L).
        * intros j e H. apply filter_In in H. destruct H as [H N]. cbn [fst] in N.
          destruct (Nat.eqb_spec j k); [discriminate|]. rewrite total_other; eauto.
      + cbn [sum]. rewrite IH; [unfold weigh; cbn; ring|exact (le_S_n _ _ L)|]. intros k e H. apply (B k e). right; auto.
  Qed.
End Classes.
Arguments weigh {R}.

(** What a generated proof shows of two expressions. *)
Section Compare.
  Variables (P : Type) (ok : P -> Prop) (required : list (P -> Prop)).
  (** The terms of the one minus the other. *)
  Definition differences (e e' : arr P) : list (term P) := terms (Sum e (Scale (-1) e')).
  Definition nothing : term P := Term 0 [] (fun _ _ => One []).
  Definition belongs (s : P -> Z) (every : list (term P)) (c : class) (m : term P) : Prop :=
    match c with Some k => alike ok s (nth k every nothing) m | None => exists at_, In at_ required /\ empty ok s at_ m end.
  Definition classified (s : P -> Z) (ms : list (term P)) (cs : list class) : Prop :=
    length cs = length ms /\ forall i, (i < length cs)%nat -> belongs s ms (nth i cs None) (nth i ms nothing).
  Lemma one_by_one A B (a : A) (b : B) (r : A -> B -> Prop) l m : length l = length m ->
    (forall i, (i < length l)%nat -> r (nth i l a) (nth i m b)) -> Forall2 r l m.
  Proof. revert m. induction l as [|x l IH]; destruct m as [|y m]; simpl; intros L H; try discriminate; constructor.
    - apply (H O); lia.
    - apply IH; [lia|]. intros i Hi. apply (H (S i)); lia.
  Qed.
  Lemma classified_sum s R (rho : values R) ps us every : Forall (@wf P) every ->
    Forall ok ps -> Forall (fun at_ => Exists at_ ps) required -> length us = length ps -> inside s ps us = true ->
    forall ms cs, Forall2 (belongs s every) cs ms -> Forall (@wf P) ms ->
    sum R ms (fun m => multiple (coefficient m) (products rho ps us m)) =
    sum R (combine cs (map (fun m => coefficient m) ms)) (weigh (fun k => products rho ps us (nth k every nothing))).
  Proof. intros W Hok Hreq L I. rewrite Forall_forall in W, Hreq.
    induction 1 as [|c m cs ms C F IH]; intros V; [reflexivity|]. inversion V as [|? ? V1 V2]; subst.
    cbn [map combine sum]. f_equal; [|apply IH; auto]. unfold weigh; cbn [fst snd]. destruct c as [k|].
    - f_equal. symmetry. apply (alike_products (ok := ok) (s := s)); auto.
      destruct (nth_in_or_default k every nothing) as [N| ->]; auto. intros p u row [<-|[]]. reflexivity.
    - destruct C as [at_ [D A]]. rewrite (@empty_products P ok s R rho at_ m ps us V1 A (Hreq _ D) Hok L I). apply multiple_zero.
  Qed.
  Theorem by_classes e e' cs : balanced (combine cs (map (fun m => coefficient m) (differences e e'))) = true ->
    classified (size e) (differences e e') cs ->
    forall R (rho : values R) ps us, Forall ok ps -> Forall (fun at_ => Exists at_ ps) required ->
      length us = length ps -> inside (size e) ps us = true -> entry rho ps e us = entry rho ps e' us.
  Proof.
    intros B C R rho ps us Hok Hreq L I. pose proof (laws R) as T. pose proof (terms_wf (Sum e (Scale (-1) e'))) as W.
    assert (E : entry rho ps (Sum e (Scale (-1) e')) us = zero).
    { rewrite entry_terms by auto. destruct C as [N C]. erewrite classified_sum; eauto using one_by_one. apply balanced_sum; auto. }
    cbn [entry multiple copies] in E. rewrite <- (Radd_0_l T (entry rho ps e' us)), <- E.
    rewrite <- (Radd_assoc T), (Radd_comm T (opposite _)), (Ropp_def T), (Radd_comm T), (Radd_0_l T). auto. Qed.
End Compare.
