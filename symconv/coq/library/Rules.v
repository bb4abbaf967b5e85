(** The rules of symconv's kernel as theorems: COORDINATES, ELIMINATE, TOGETHER, AXES, NOWHERE, CLASSES. *)
From Coq Require Import String ZArith Lia Ring Permutation Bool List.
From Symconv Require Import Sums Language Apart.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Definition ind (b : bool) : Z := if b then 1 else 0.
(** [andb], which proofs keep as it is when they compute. *)
Definition both := andb.
Lemma both_true a b : both a b = true <-> a = true /\ b = true.
Proof. apply andb_true_iff. Qed.
Lemma ind_same b c : (b = true -> c = true) -> (c = true -> b = true) -> ind b = ind c.
Proof. destruct b, c; simpl; intuition congruence. Qed.
Lemma ind_never b : (b = true -> False) -> ind b = 0.
Proof. destruct b; simpl; intuition congruence. Qed.
Fixpoint same (x y : list Z) : bool :=
  match x, y with [], [] => true | a :: x, b :: y => both (a =? b) (same x y) | _, _ => false end.
Lemma same_spec x y : same x y = true <-> x = y.
Proof. revert y; induction x; destruct y; simpl; split; try congruence; auto.
  - rewrite both_true, Z.eqb_eq, IHx. intros [? ?]; congruence.
  - intros E; inversion E; subst. rewrite both_true, Z.eqb_eq, IHx. auto.
Qed.

(** ** COORDINATES: how often the rows of a part are the places [t] *)
Definition occurrences (l : list (list Z)) (t : list Z) : Z := sum ZR l (fun x => ind (same x t)).
Definition count (r : range (list Z)) (t : list Z) : Z := occurrences (listed r) t.
Lemma by_occurrences l m : (forall t, occurrences l t = occurrences m t) -> Permutation l m.
Proof. assert (E : forall l t, occurrences l t = Z.of_nat (count_occ (list_eq_dec Z.eq_dec) l t)).
  { clear. induction l as [|x l IH]; intros t; simpl; auto. unfold occurrences in *; cbn [sum]. rewrite IH.
    destruct (list_eq_dec Z.eq_dec x t) as [E|E]; rewrite <- same_spec in E.
    - rewrite E. cbn [ind plus ZR]. lia.
    - apply not_true_is_false in E. rewrite E. reflexivity. }
  intros H. apply (Permutation_count_occ (list_eq_dec Z.eq_dec)). intros t. specialize (H t). rewrite !E in H. lia. Qed.
Lemma count_other r t : (forall x, In x (listed r) -> x <> t) -> count r t = 0.
Proof. intros H. apply (sum_nothing ZR). intros x Hx. destruct (same x t) eqn:E; auto.
  apply same_spec in E. destruct (H _ Hx E). Qed.

Lemma counted_once r x : In x (listed r) -> count r x <> 0.
Proof. unfold count, occurrences. assert (P : forall l, sum ZR l (fun y => ind (same y x)) >= 0).
  { induction l as [|y l IH]; cbn [sum zero plus ZR]; [|destruct (same y x); cbn [ind]]; lia. }
  induction (listed r) as [|y l IH]; cbn [In sum plus ZR]; [tauto|]. specialize (P l).
  intros [<-|H]; [rewrite (proj2 (same_spec y y) eq_refl) | specialize (IH H); destruct (same y x)]; cbn [ind]; lia.
Qed.

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

(** The values of the variables, and the row that they lead to, for a path. *)
Fixpoint runs (r : range (list Z)) (path : list bool) : list (list Z * list Z) :=
  match r with
  | One x => match path with [] => [([], x)] | _ => [] end
  | When b r => if b then runs r path else []
  | Each n f => flat_map (fun v => map (fun run => (v :: fst run, snd run)) (runs (f v) path)) (box n)
  | Also r s => match path with true :: path => runs r path | false :: path => runs s path | [] => [] end
  end.
Lemma in_box n v : In v (box n) <-> within v n = true.
Proof. unfold box. rewrite in_map_iff, within_spec. split.
  - intros [i [<- H]]. apply in_seq in H. lia.
  - intros H. exists (Z.to_nat v). rewrite in_seq. lia.
Qed.
Lemma box_NoDup n : NoDup (box n).
Proof. apply FinFun.Injective_map_NoDup; [intros x y; lia | apply seq_NoDup]. Qed.
Lemma run_reached r path run : In run (runs r path) -> reached r path (fst run) (snd run) = true.
Proof. revert path run. induction r as [x|b r IH|n f IH|r IHr s IHs]; simpl; intros path run H.
  - destruct path; simpl in H; [|tauto]. destruct H as [<-|[]]. apply same_spec; auto.
  - destruct b; simpl in H; [apply IH; auto | tauto].
  - apply in_flat_map in H. destruct H as [v [Hv H]]. apply in_map_iff in H. destruct H as [run' [<- H]].
    apply both_true; split; [apply in_box | apply (IH v path run')]; auto.
  - destruct path as [|[|] path]; simpl in H; auto; tauto.
Qed.
(** No values are met twice on a path. *)
Lemma runs_once r path vs t :
  sum ZR (runs r path) (fun run => ind (both (same (fst run) vs) (same (snd run) t))) = ind (reached r path vs t).
Proof. revert path vs. induction r as [x|b r IH|n f IH|r IHr s IHs]; cbn [runs reached]; intros path vs.
  - destruct path, vs; cbn; lia.
  - destruct b; cbn [both andb]; auto.
  - rewrite sum_flat_map. destruct vs as [|w vs].
    + apply (sum_nothing ZR). intros v _. rewrite sum_map. apply (sum_nothing ZR). auto.
    + assert (E : forall v, sum ZR (map (fun run => (v :: fst run, snd run)) (runs (f v) path))
        (fun run => ind (both (same (fst run) (w :: vs)) (same (snd run) t))) =
        if v =? w then ind (reached (f v) path vs t) else 0).
      { intros v. rewrite sum_map, <- IH. cbn [fst snd same].
        destruct (v =? w); cbn [both andb]; [auto | apply (sum_zero ZR)]. }
      destruct (within w n) eqn:I; cbn [both andb].
      * rewrite (sum_only ZR _ (box_NoDup n) (proj2 (in_box n w) I)); [rewrite E, Z.eqb_refl; auto|].
        intros v _ N. rewrite E. destruct (Z.eqb_spec v w); [congruence | auto].
      * apply (sum_nothing ZR). intros v Hv. rewrite E. apply in_box in Hv.
        destruct (Z.eqb_spec v w); [congruence | auto].
  - destruct path as [|[|] path]; cbn; auto.
Qed.
Lemma count_runs r ps t : paths r ps ->
  count r t = sum ZR ps (fun path => sum ZR (runs r path) (fun run => ind (same (snd run) t))).
Proof. unfold count, occurrences. revert ps.
  induction r as [x|b r IH|n f IH|r IHr s IHs]; cbn [paths listed runs]; intros ps H.
  - subst. simpl. lia.
  - destruct b; auto. symmetry. exact (sum_zero ZR ps).
  - rewrite sum_flat_map, (sum_ext ZR (box n) _ (fun v => sum ZR ps (fun path =>
      sum ZR (runs (f v) path) (fun run => ind (same (snd run) t))))) by (intros; apply IH; auto).
    rewrite sum_swap. apply (sum_ext ZR); intros path _. rewrite sum_flat_map.
    apply (sum_ext ZR); intros v _. rewrite sum_map. auto.
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
Definition frees (r : range (list Z)) (t : list Z) (ways : list way) : list (list Z) := flat_map (fun w =>
  map (fun run => free w (fst run)) (filter (fun run => same (snd run) t) (runs r (path w)))) ways.
Lemma sum_frees r t ways f : sum ZR (frees r t ways) f =
  sum ZR ways (fun w => sum ZR (runs r (path w)) (fun run => if same (snd run) t then f (free w (fst run)) else 0)).
Proof. unfold frees. rewrite sum_flat_map. apply (sum_ext ZR). intros w _. rewrite sum_map.
  induction (runs r (path w)) as [|run l IH]; cbn [filter sum]; auto.
  destruct (same (snd run) t); cbn [sum]; rewrite IH; auto. Qed.
Lemma frees_once r t n ways ws : Forall (determined r t n) ways ->
  occurrences (frees r t ways) ws = sum ZR ways (fun w => ind (holds r w t ws)).
Proof. intros D. rewrite Forall_forall in D. unfold occurrences. rewrite sum_frees. apply (sum_ext ZR). intros w Hw.
  destruct (D w Hw) as [_ U]. clear D Hw.
  assert (S : forall run, In run (runs r (path w)) -> same (snd run) t = true ->
    fst run = solution w (free w (fst run))).
  { intros run H E. apply same_spec in E. subst t. apply U, run_reached; auto. }
  unfold holds. destruct (same (free w (solution w ws)) ws) eqn:F; cbn [both andb].
  - apply same_spec in F. rewrite <- runs_once. apply (sum_ext ZR). intros run H.
    destruct (same (snd run) t) eqn:E; [specialize (S run H E); apply ind_same | destruct (same (fst run) _); auto];
      rewrite both_true, !same_spec; [intros <- | intros [-> _]]; auto.
  - apply (sum_nothing ZR). intros run H. destruct (same (snd run) t) eqn:E; auto. apply ind_never. rewrite same_spec.
    intros <-. rewrite <- (S run H E) in F. rewrite (proj2 (same_spec _ _) eq_refl) in F. discriminate. Qed.

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
  apply (sum_perm ZR), by_occurrences. intros ws. rewrite (frees_once ws D), (frees_once ws D').
  destruct (Nat.eq_dec (length ws) n) as [L|L]; auto.
  assert (N : forall r l, Forall (determined r t n) l -> sum ZR l (fun w => ind (holds r w t ws)) = 0).
  { clear - L. intros r l D. rewrite Forall_forall in D. apply (sum_nothing ZR). intros w Hw. apply ind_never.
    destruct (D w Hw) as [C _]. unfold holds. rewrite both_true, same_spec. intros [F _]. apply L. rewrite <- F, <- C.
    apply map_length. }
  rewrite (N _ _ D), (N _ _ D'). auto. Qed.

(** ** NOWHERE *)
Theorem nowhere r ps t : paths r ps -> Forall (fun path => forall vs, reached r path vs t = false) ps -> count r t = 0.
Proof. intros H F. rewrite Forall_forall in F. rewrite (count_runs _ _ t H).
  apply (sum_nothing ZR). intros path Hp. apply (sum_nothing ZR). intros run Hr. apply ind_never. rewrite same_spec.
  intros <-. pose proof (run_reached _ _ _ Hr) as E. rewrite (F _ Hp) in E. discriminate. Qed.

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
  Lemma product_all fs rows :
    product rho fs rows = all (map (fun j => rho (nth j fs EmptyString) (column j rows)) (seq 0 (length fs))).
  Proof. revert rows; induction fs; simpl; intros rows; auto. f_equal.
    - f_equal. unfold column. apply map_ext. intros [|? ?]; auto.
    - rewrite IHfs, <- seq_shift, map_map. f_equal. apply map_ext. intros j. f_equal. unfold column. rewrite map_map.
      apply map_ext. intros [|? ?]; auto. simpl. destruct j; auto. Qed.
  Lemma product_picked order fs rows : product rho (pick EmptyString order fs) (map (pick 0 order) rows) =
    all (map (fun j => rho (nth j fs EmptyString) (column j rows)) order).
  Proof. induction order as [|j order IH]; [reflexivity|]. cbn [pick map product all].
    rewrite !map_map. f_equal. exact IH. Qed.
  Lemma product_pick order fs rows : Permutation order (seq 0 (length fs)) ->
    product rho (pick EmptyString order fs) (map (pick 0 order) rows) = product rho fs rows.
  Proof. intros H. rewrite product_picked, product_all. apply all_perm, Permutation_map, H. Qed.
End Order.

(** ** Terms that are equal along every axis are equal; any number of axes *)
Section Axes.
  Variables (P : Type) (ok : P -> Prop) (s : P -> Z).

  (** AXES: [m'] is [m] but for the coefficient. *)
  Inductive alike (m m' : term P) : Prop :=
  | alike_same : factors m = factors m' -> part m = part m' -> alike m m'
  | alike_turned order : Permutation order (seq 0 (length (factors m'))) ->
    factors m = pick EmptyString order (factors m') ->
      (forall p u, ok p -> 0 <= u < s p -> forall t, length t = length order ->
        count (part m p u) t = count (turned order (part m' p u)) t) -> alike m m'.
  (** NOWHERE: along every axis that [at_] selects. *)
  Definition empty (at_ : P -> Prop) (m : term P) : Prop :=
    forall p u, ok p -> 0 <= u < s p -> at_ p -> forall t, length t = length (factors m) -> count (part m p u) t = 0.

  Theorem alike_products R (rho : values R) m m' ps us : wf m -> wf m' -> alike m m' ->
    Forall ok ps -> length us = length ps -> inside s ps us = true -> products rho ps us m = products rho ps us m'.
  Proof. intros W W' [E1 E2|order H1 H2 H3] Hok L I; unfold products; [rewrite E1, E2; auto|]. rewrite H2.
    transitivity (sums R (map (map (pick 0 order)) (along (fun p u => listed (part m' p u)) ps us))
      (product rho (pick EmptyString order (factors m')))).
    2:{ rewrite sums_map. apply sums_ext. intros rows _. apply product_pick; auto. }
    apply sums_perm. clear - W W' H2 H3 Hok L I. revert us L I.
    induction Hok; destruct us; simpl; intros L I; try discriminate; constructor.
    - apply andb_true_iff in I. destruct I as [I _]. apply within_spec in I.
      assert (T : listed (turned order (part m' x z)) = map (pick 0 order) (listed (part m' x z))).
      { unfold turned. rewrite listed_bind. induction (listed (part m' x z)); simpl; auto using f_equal. }
      rewrite <- T. apply by_occurrences. intros t. destruct (Nat.eq_dec (length t) (length order)) as [E|E];
        [apply H3; auto|]. fold (count (part m x z) t) (count (turned order (part m' x z)) t).
      rewrite !count_other; auto; intros y Hy <-; apply E.
      + rewrite T in Hy. apply in_map_iff in Hy. destruct Hy as [y' [<- _]]. apply map_length.
      + rewrite (W _ _ _ Hy), H2. apply map_length.
    - apply andb_true_iff in I. destruct I as [_ I]. auto.
  Qed.
  Theorem empty_products R (rho : values R) at_ m ps us : wf m -> empty at_ m -> Exists at_ ps ->
    Forall ok ps -> length us = length ps -> inside s ps us = true -> products rho ps us m = zero.
  Proof. intros W E X Hok L I. unfold products.
    assert (N : Exists (fun l : list (list Z) => l = []) (along (fun p u => listed (part m p u)) ps us)).
    { clear - W E X Hok L I. revert us L I. induction X as [p ps Hp|p ps X IH]; intros us L I; destruct us as [|u us];
        try discriminate; simpl in *; apply andb_true_iff in I; destruct I as [I1 I2]; apply within_spec in I1;
        inversion Hok; subst.
      - left. destruct (listed (part m p u)) as [|x l] eqn:El; auto. exfalso.
        assert (Hx : In x (listed (part m p u))) by (rewrite El; left; auto).
        apply (counted_once _ _ Hx). apply (E p u H1 I1 Hp x (W _ _ _ Hx)).
      - right. apply IH; auto. }
    clear - N. generalize (product rho (factors m)). induction N as [l ls ->|l ls N IH]; intros F; simpl; auto.
    apply sum_nothing. auto. Qed.
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
  Definition weigh (f : nat -> R) (x : class * Z) : R :=
    match fst x with Some k => multiple (snd x) (f k) | None => zero end.
  Lemma sum_of_multiples A (l : list A) c x : sum R l (fun a => multiple (c a) x) = multiple (sum ZR l c) x.
  Proof. induction l; cbn [sum]; [reflexivity|]. rewrite IHl. symmetry. apply multiple_sum. Qed.
  Theorem balanced_sum f l : balanced l = true -> sum R l (weigh f) = zero.
  Proof. unfold balanced. rewrite andb_true_iff, !forallb_forall. intros [Small B].
    transitivity (sum R l (fun x => sum R (seq 0 (length l)) (fun k => multiple
      (match fst x with Some j => if Nat.eqb k j then snd x else 0 | None => 0 end) (f k)))).
    - apply sum_ext. intros [[j|] c] H; unfold weigh; cbn [fst snd]; [|symmetry; apply sum_zero].
      apply Small in H. cbn [fst] in H. apply Nat.ltb_lt in H.
      rewrite (sum_only R _ (seq_NoDup (length l) 0) (proj2 (in_seq (length l) 0 j) (conj (Nat.le_0_l _) H))).
      + rewrite Nat.eqb_refl. auto.
      + intros k _ N. destruct (Nat.eqb_spec k j); [congruence | auto].
    - rewrite sum_swap. apply sum_nothing. intros k Hk. apply B, Z.eqb_eq in Hk.
      transitivity (multiple (total k l) (f k)); [apply (sum_of_multiples l) | rewrite Hk; auto]. Qed.
End Classes.
Arguments weigh {R}.

(** What a generated proof shows of two expressions. *)
Section Compare.
  Variables (P : Type) (ok : P -> Prop) (required : list (P -> Prop)).
  (** The terms of the one minus the other. *)
  Definition differences (e e' : arr P) : list (term P) := terms (Sum e (Scale (-1) e')).
  Definition nothing : term P := Term 0 [] (fun _ _ => One []).
  Definition belongs (s : P -> Z) (every : list (term P)) (c : class) (m : term P) : Prop :=
    match c with
    | Some k => alike ok s (nth k every nothing) m
    | None => exists at_, In at_ required /\ empty ok s at_ m end.
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
    - destruct C as [at_ [D A]]. rewrite (@empty_products P ok s R rho at_ m ps us V1 A (Hreq _ D) Hok L I).
      apply multiple_zero.
  Qed.
  Theorem by_classes e e' cs : balanced (combine cs (map (fun m => coefficient m) (differences e e'))) = true ->
    classified (size e) (differences e e') cs ->
    forall R (rho : values R) ps us, Forall ok ps -> Forall (fun at_ => Exists at_ ps) required ->
      length us = length ps -> inside (size e) ps us = true -> entry rho ps e us = entry rho ps e' us.
  Proof.
    intros B C R rho ps us Hok Hreq L I. pose proof (laws R) as T. pose proof (terms_wf (Sum e (Scale (-1) e'))) as W.
    assert (E : entry rho ps (Sum e (Scale (-1) e')) us = zero).
    { rewrite entry_terms by auto. destruct C as [N C]. erewrite classified_sum; eauto using one_by_one.
      apply balanced_sum; auto. }
    cbn [entry multiple copies] in E. rewrite <- (Radd_0_l T (entry rho ps e' us)), <- E.
    rewrite <- (Radd_assoc T), (Radd_comm T (opposite _)), (Ropp_def T), (Radd_comm T), (Radd_0_l T). auto. Qed.
End Compare.
