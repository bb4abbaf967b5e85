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
Fixpoint without (A : Type) (j : nat) (l : list A) : list A :=
  match l, j with [], _ => [] | _ :: l, O => l | x :: l, S j => x :: without j l end.
Fixpoint positions (t : string) (l : list string) : list nat :=
  match l with [] => [] | x :: l => (if String.eqb x t then [O] else []) ++ map S (positions t l) end.

Section Terms.
  Variable P : Type.
  (** [coefficient] times the sum of products of entries of [factors]: along an axis their places are rows of [part]. *)
  Record term := Term { coefficient : Z; factors : list string; part : P -> Z -> range (list Z) }.

  Definition guarded (s : P -> Z) (f : P -> Z -> range (list Z)) : P -> Z -> range (list Z) :=
    fun p u => When (within u (s p)) (f p u).
  Definition derived (t : string) (s : P -> Z) (m : term) : list term :=
    map (fun j => Term (coefficient m) (without j (factors m)) (guarded s (fun p u =>
      bind (part m p 0) (fun row => When (nth j row 0 =? u) (One (without j row)))))) (positions t (factors m)).
  Fixpoint terms (e : arr P) : list term :=
    match e with
    | Tensor t s => [Term 1 [t] (guarded s (fun _ u => One [u]))]
    | Linear s f a =>
        map (fun m => Term (coefficient m) (factors m) (guarded s (fun p u => bind (f p u) (part m p)))) (terms a)
    | Bilinear s f a b => flat_map (fun m => map (fun m' =>
        Term (coefficient m * coefficient m') (factors m ++ factors m') (guarded s (fun p u => bind (f p u) (fun vw =>
          bind (part m p (fst vw)) (fun x => bind (part m' p (snd vw)) (fun y => One (x ++ y))))))) (terms b)) (terms a)
    | Sum a b => terms a ++ terms b
    | Scale c a => map (fun m => Term (c * coefficient m) (factors m) (part m)) (terms a)
    | Gradient a t s => flat_map (derived t s) (terms a)
    end.

  (** The product of the entries of [fs], where factor number j stands at the j-th entries of [rows]. *)
  Fixpoint product (R : cring) (rho : values R) (fs : list string) (rows : list (list Z)) : R :=
    match fs with [] => one | f :: fs => times (rho f (map (hd 0) rows)) (product rho fs (map (@tl Z) rows)) end.
  Definition products (R : cring) (rho : values R) ps us (m : term) : R :=
    sums R (along (fun p u => listed (part m p u)) ps us) (product rho (factors m)).

  (** *** Lists and vectors *)
  Lemma listed_bind A B (r : range A) (f : A -> range B) :
    listed (bind r f) = flat_map (fun x => listed (f x)) (listed r).
  Proof. induction r as [x|b r IH|n g IH|r IHr s IHs]; simpl.
    - rewrite app_nil_r; auto.
    - destruct b; auto.
    - induction (box n) as [|v l IHl]; simpl; auto. rewrite IH, IHl, flat_map_app; auto.
    - rewrite IHr, IHs, flat_map_app; auto.
  Qed.
  Lemma within_spec u n : within u n = true <-> 0 <= u < n.
  Proof. unfold within. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. lia. Qed.
  Lemma without_length (A : Type) j (l : list A) : (j < length l)%nat -> length (without j l) = pred (length l).
  Proof. revert j; induction l; simpl; intros; [lia|]. destruct j; simpl; auto. rewrite IHl by lia. lia. Qed.
  Lemma positions_lt t l j : In j (positions t l) -> (j < length l)%nat.
  Proof. revert j; induction l; simpl; intros j H; [tauto|]. apply in_app_or in H; destruct H.
    - destruct (String.eqb a t); simpl in *; intuition lia.
    - apply in_map_iff in H. destruct H as [i [<- H]]. apply IHl in H. lia.
  Qed.
  Lemma along_length A (f : P -> Z -> A) ps us : length us = length ps -> length (along f ps us) = length ps.
  Proof. revert us; induction ps; destruct us; simpl; intros; auto; lia. Qed.
  Lemma along_combine A (h : P -> Z -> A) ps vs : map (fun pv => h (fst pv) (snd pv)) (combine ps vs) = along h ps vs.
  Proof. revert vs; induction ps; destruct vs; simpl; auto. f_equal; auto. Qed.
  Lemma along_ext A (f g : P -> Z -> A) ps us : (forall p u, f p u = g p u) -> along f ps us = along g ps us.
  Proof. intros E. revert us; induction ps; destruct us; simpl; auto. rewrite E, IHps; auto. Qed.
  Lemma Forall2_length A B (r : A -> B -> Prop) l m : Forall2 r l m -> length l = length m.
  Proof. induction 1; simpl; auto. Qed.

  (** *** Every factor has a place *)
  Definition wf (m : term) := forall p u row, In row (listed (part m p u)) -> length row = length (factors m).
  Lemma in_guarded s f p u row : In row (listed (guarded s f p u)) -> In row (listed (f p u)).
  Proof. unfold guarded; simpl. destruct (within u (s p)); simpl; tauto. Qed.
  Lemma in_bind A B (r : range A) (f : A -> range B) y :
    In y (listed (bind r f)) <-> exists x, In x (listed r) /\ In y (listed (f x)).
  Proof. rewrite listed_bind. apply in_flat_map. Qed.
  Lemma terms_wf e : Forall wf (terms e).
  Proof. induction e; simpl.
    - constructor; auto. intros p u row H; cbn [part factors] in *. apply in_guarded in H; simpl in H.
      intuition subst; auto.
    - apply Forall_map. eapply Forall_impl; [|apply IHe]. intros m Hm p u row H; cbn [part factors] in *.
      apply in_guarded, in_bind in H. destruct H as [v [_ H]]. eapply Hm; eauto.
    - apply Forall_forall. intros m H. apply in_flat_map in H. destruct H as [m1 [H1 H]].
      apply in_map_iff in H. destruct H as [m2 [<- H2]]. rewrite Forall_forall in IHe1, IHe2.
      intros p u row H; cbn [part factors] in *. apply in_guarded, in_bind in H. destruct H as [[v w] [_ H]].
      apply in_bind in H. destruct H as [x [Hx H]]. apply in_bind in H. destruct H as [y [Hy H]]. destruct H as [<-|[]].
      rewrite !app_length, (IHe1 _ H1 _ _ _ Hx), (IHe2 _ H2 _ _ _ Hy); auto.
    - apply Forall_app; auto.
    - apply Forall_map. eapply Forall_impl; [|apply IHe]. auto.
    - apply Forall_forall. intros m H. apply in_flat_map in H. destruct H as [m1 [H1 H]].
      apply in_map_iff in H. destruct H as [j [<- Hj]]. rewrite Forall_forall in IHe. apply positions_lt in Hj.
      intros p u row H; cbn [part factors] in *. apply in_guarded, in_bind in H. destruct H as [r [Hr H]]. simpl in H.
      destruct (nth j r 0 =? u); simpl in H; [|tauto]. destruct H as [<-|[]].
      rewrite !without_length, (IHe _ H1 _ _ _ Hr); auto. rewrite (IHe _ H1 _ _ _ Hr); auto. Qed.

  (** *** Terms of sums and products *)
  Section Values.
  Variable R : cring.
  Add Ring R : (laws R).

  Lemma sums_guarded s (f : P -> Z -> range (list Z)) ps us F : length us = length ps ->
    sums R (along (fun p u => listed (guarded s f p u)) ps us) F =
    if inside s ps us then sums R (along (fun p u => listed (f p u)) ps us) F else zero.
  Proof. revert us F; induction ps; destruct us; simpl; intros F L; auto; try discriminate.
    destruct (within z (s a)); simpl; auto. rewrite (sum_ext R (listed (f a z)) _
      (fun x => if inside s ps us then sums R (along (fun p u => listed (f p u)) ps us) (fun xs => F (x :: xs))
        else zero)) by (intros; apply IHps; auto).
    destruct (inside s ps us); auto. apply sum_zero. Qed.

  Lemma sums_flat A B (g : P -> Z -> list A) (h : P -> A -> list B) (ps : list P) us (F : list B -> R) :
    length us = length ps ->
    sums R (along (fun p u => flat_map (h p) (g p u)) ps us) F =
    sums R (along g ps us) (fun vs => sums R (map (fun pv => h (fst pv) (snd pv)) (combine ps vs)) F).
  Proof. revert us F; induction ps; destruct us; simpl; intros F L; auto; try discriminate.
    rewrite sum_flat_map. apply sum_ext; intros x Hx. rewrite (sum_ext R (h a x) _ (fun y => sums R (along g ps us)
      (fun vs => sums R (map (fun pv => h (fst pv) (snd pv)) (combine ps vs)) (fun ys => F (y :: ys)))))
      by (intros; apply IHps; auto).
    symmetry; apply sums_sum. Qed.

  Lemma product_app (rho : values R) fs gs xs ys : Forall (fun r => length r = length fs) xs -> length xs = length ys ->
    product rho (fs ++ gs) (map (fun xy => fst xy ++ snd xy) (combine xs ys)) =
      times (product rho fs xs) (product rho gs ys).
  Proof. revert xs ys. induction fs as [|f fs IH]; simpl; intros xs ys Lx Lxy.
    - assert (E : map (fun xy : list Z * list Z => fst xy ++ snd xy) (combine xs ys) = ys).
      { revert ys Lxy; induction Lx; destruct ys; simpl; intros; auto; try discriminate.
        destruct x; simpl in *; try discriminate. f_equal; auto. }
      rewrite E. ring.
    - assert (E : map (hd 0) (map (fun xy : list Z * list Z => fst xy ++ snd xy) (combine xs ys)) = map (hd 0) xs /\
        map (@tl Z) (map (fun xy : list Z * list Z => fst xy ++ snd xy) (combine xs ys)) =
        map (fun xy => fst xy ++ snd xy) (combine (map (@tl Z) xs) ys)).
      { clear IH. revert ys Lxy; induction Lx; destruct ys; simpl; intros; auto; try discriminate.
        destruct x; simpl in *; try discriminate. destruct (IHLx ys); auto. split; f_equal; auto. }
      destruct E as [-> ->]. rewrite IH; [ring| |rewrite map_length; auto].
      apply Forall_map. eapply Forall_impl; [|apply Lx]. intros [|? ?]; simpl; intros; lia. Qed.

  Lemma sums_pairs (rho : values R) ps (vs : list (Z * Z)) m m' : wf m -> wf m' -> length vs = length ps ->
    sums R (map (fun pv => flat_map (fun x => map (fun y => x ++ y) (listed (part m' (fst pv) (snd (snd pv)))))
      (listed (part m (fst pv) (fst (snd pv))))) (combine ps vs)) (product rho (factors m ++ factors m'))
    = times (products rho ps (map fst vs) m) (products rho ps (map snd vs) m').
  Proof. intros W W' L. unfold products.
    assert (G : forall F G K, (forall xs ys,
        Forall2 (@In _) xs (along (fun p u => listed (part m p u)) ps (map fst vs)) ->
        Forall2 (@In _) ys (along (fun p u => listed (part m' p u)) ps (map snd vs)) ->
        K (map (fun xy => fst xy ++ snd xy) (combine xs ys)) = times (F xs) (G ys)) ->
      sums R (map (fun pv => flat_map (fun x => map (fun y => x ++ y) (listed (part m' (fst pv) (snd (snd pv)))))
        (listed (part m (fst pv) (fst (snd pv))))) (combine ps vs)) K =
      times (sums R (along (fun p u => listed (part m p u)) ps (map fst vs)) F)
            (sums R (along (fun p u => listed (part m' p u)) ps (map snd vs)) G)).
    { clear W W'. revert vs L; induction ps; destruct vs; simpl; intros L F G K H; try discriminate.
      - apply (H [] []); constructor.
      - rewrite sum_flat_map, <- sum_times. apply sum_ext; intros x Hx.
        rewrite sum_map, <- sum_times_l. apply sum_ext; intros y Hy.
        apply IHps; auto. intros xs ys Hxs Hys. apply (H (x :: xs) (y :: ys)); constructor; auto. }
    apply G. intros xs ys Hxs Hys. apply product_app.
    - clear - W Hxs. remember (along _ _ _) as q eqn:E. revert ps vs E. induction Hxs; intros; constructor.
      + destruct ps, vs; try discriminate. simpl in E. inversion E; subst. eapply W; eauto.
      + destruct ps, vs; try discriminate. simpl in E. inversion E; subst. eapply IHHxs; eauto.
    - rewrite (Forall2_length Hxs), (Forall2_length Hys), !along_length; auto; rewrite map_length; auto.
  Qed.

  (** *** The derivative of a term: each factor taken out in turn *)
  Variables (rho : values R) (t : string) (v : list Z).
  Definition column (j : nat) (rows : list (list Z)) := map (fun r => nth j r 0) rows.
  Lemma product_fst fs rows : fst (product (moved rho t v) fs rows) = product rho fs rows.
  Proof. revert rows; induction fs; simpl; intros; auto. rewrite IHfs; auto. Qed.
  Lemma product_snd fs rows : snd (product (moved rho t v) fs rows) =
    sum R (positions t fs) (fun j =>
      if same_place (column j rows) v then product rho (without j fs) (map (without j) rows) else zero).
  Proof. revert rows; induction fs as [|a fs IH]; intros rows; [reflexivity|].
    change (product (moved rho t v) (a :: fs) rows)
      with (times (c := Dual R) (moved rho t v a (map (hd 0) rows)) (product (moved rho t v) fs (map (@tl Z) rows))).
    assert (Head : map (hd 0) rows = column 0 rows) by (apply map_ext; intros [|? ?]; auto).
    assert (E : sum R (positions t fs) (fun j => if same_place (column (S j) rows) v
        then product rho (without (S j) (a :: fs)) (map (without (S j)) rows) else zero)
      = times (rho a (map (hd 0) rows)) (sum R (positions t fs) (fun j => if same_place (column j (map (@tl Z) rows)) v
          then product rho (without j fs) (map (without j) (map (@tl Z) rows)) else zero))).
    { rewrite <- sum_times_l. apply sum_ext; intros j Hj. assert (C : column (S j) rows = column j (map (@tl Z) rows)).
      { unfold column. rewrite map_map. apply map_ext. intros [|? ?]; simpl; auto. destruct j; auto. }
      rewrite C. destruct (same_place _ _); [|ring]. simpl. f_equal.
      - f_equal. rewrite map_map. apply map_ext. intros [|? ?]; auto.
      - f_equal. rewrite !map_map. apply map_ext. intros [|? ?]; simpl; auto. destruct j; auto. }
    simpl positions. rewrite sum_app, sum_map, E. cbn [snd times Dual]. rewrite IH, product_fst.
    unfold moved; cbn [fst snd]. rewrite Head. destruct (String.eqb a t); cbn [andb sum]; [|ring].
    destruct (same_place (column 0 rows) v); [|ring].
    replace (map (without 0) rows) with (map (@tl Z) rows) by (apply map_ext; intros [|? ?]; auto). cbn [without]. ring.
  Qed.
  End Values.

  Lemma same_place_cons z us y ix : same_place (y :: ix) (z :: us) = ((y =? z) && same_place ix us)%bool.
  Proof. unfold same_place. destruct (list_eq_dec Z.eq_dec (y :: ix) (z :: us)), (list_eq_dec Z.eq_dec ix us);
      destruct (Z.eqb_spec y z); try reflexivity; exfalso; congruence. Qed.
  Lemma sums_taken_out (R : cring) (ps : list P) us (part : P -> Z -> range (list Z)) j F : length us = length ps ->
    sums R (along (fun p u => 
      listed (bind (part p 0) (fun row => When (nth j row 0 =? u) (One (without j row))))) ps us) F =
    sums R (along (fun p u => listed (part p u)) ps (map (fun _ => 0) ps))
      (fun rows => if same_place (column j rows) us then F (map (without j) rows) else zero).
  Proof. revert us F; induction ps; destruct us; intros F L; try discriminate; [reflexivity|].
    cbn [along map sums]. rewrite listed_bind, sum_flat_map. apply sum_ext; intros x Hx. cbn [listed].
    destruct (nth j x 0 =? z) eqn:E; simpl.
    - rewrite IHps by (simpl in L; lia). rewrite (Radd_comm (laws R)), (Radd_0_l (laws R)).
      apply sums_ext. intros xs _. cbn [column map]. rewrite same_place_cons, E. reflexivity.
    - symmetry. erewrite sums_ext; [apply sums_zero|]. intros xs _. cbn [column map]. rewrite same_place_cons, E.
      reflexivity.
  Qed.

  Lemma products_guarded (R : cring) (rho : values R) ps us c fs s f : length us = length ps ->
    products rho ps us (Term c fs (guarded s f)) =
    if inside s ps us then sums R (along (fun p u => listed (f p u)) ps us) (product rho fs) else zero.
  Proof. apply sums_guarded. Qed.

  (** ** Every expression is the sum of its terms. *)
  Theorem entry_terms (e : arr P) : forall (R : cring) (rho : values R) ps us, length us = length ps ->
    entry rho ps e us = sum R (terms e) (fun m => multiple (coefficient m) (products rho ps us m)).
  Proof.
    induction e as [t s|s places e IHe|s places e1 IHe1 e2 IHe2|e1 IHe1 e2 IHe2|c e IHe|e IHe t s];
      intros R rho ps us L; pose proof (laws R) as T; cbn [entry terms].
    - cbn [sum coefficient multiple copies]. rewrite products_guarded by auto.
      assert (E : sums R (along (fun (_ : P) (u : Z) => listed (One [u])) ps us) (product rho [t]) = rho t us).
      { assert (G : forall F, sums R (along (fun (_ : P) (u : Z) => listed (One [u])) ps us) F =
        F (map (fun u => [u]) us)).
        { clear T; revert us L; induction ps; destruct us; simpl; intros L F; try discriminate; auto.
          simpl in IHps. rewrite IHps by auto. rewrite (Radd_comm (laws R)). apply (Radd_0_l (laws R)). }
        rewrite G. simpl. rewrite map_map. simpl. rewrite map_id. rewrite (Rmul_comm T). apply (Rmul_1_l T). }
      rewrite E. symmetry. etransitivity; [apply (Radd_comm T) | apply (Radd_0_l T)].
    - rewrite sum_map. destruct (inside s ps us) eqn:E.
      + rewrite (sums_ext R _ (fun vs => sum R (terms e) (fun m => multiple (coefficient m) (products rho ps vs m)))).
        2:{ intros vs Hvs. apply IHe. rewrite (Forall2_length Hvs). apply along_length; auto. }
        rewrite sums_sum. apply sum_ext; intros m _. rewrite sums_multiple. f_equal.
        rewrite products_guarded, E by auto.
        rewrite (along_ext _ (fun p u => flat_map (fun x => listed (part m p x)) (listed (places p u))))
          by (intros; apply listed_bind).
        rewrite sums_flat by auto. apply sums_ext; intros vs _. symmetry. unfold products. f_equal.
        apply (along_combine (fun p x => listed (part m p x))).
      + symmetry. apply sum_nothing; intros m _. rewrite products_guarded, E by auto. apply multiple_zero.
    - rewrite sum_flat_map. pose proof (terms_wf e1) as W1. pose proof (terms_wf e2) as W2.
      rewrite Forall_forall in W1, W2.
      destruct (inside s ps us) eqn:E.
      + rewrite (sums_ext R _ (fun vs => sum R (terms e1) (fun m => sum R (terms e2) (fun m' =>
          multiple (coefficient m * coefficient m')
            (times (products rho ps (map fst vs) m) (products rho ps (map snd vs) m')))))).
        2:{ intros vs Hvs. assert (length vs = length ps) by (rewrite (Forall2_length Hvs); apply along_length; auto).
            rewrite IHe1, IHe2 by (rewrite map_length; auto). rewrite <- sum_times. apply sum_ext; intros.
            rewrite <- sum_times_l. apply sum_ext; intros. apply multiple_multiples. }
        rewrite sums_sum. apply sum_ext; intros m Hm. rewrite sums_sum, sum_map. apply sum_ext; intros m' Hm'.
        rewrite sums_multiple. cbn [coefficient]. f_equal. rewrite products_guarded, E by auto.
        rewrite (along_ext _ (fun p u => flat_map (fun vw => flat_map (fun x =>
          map (fun y => x ++ y) (listed (part m' p (snd vw)))) (listed (part m p (fst vw)))) (listed (places p u)))).
        2:{ intros p u. rewrite listed_bind. apply flat_map_ext; intros vw. rewrite listed_bind.
            apply flat_map_ext; intros x.
            rewrite listed_bind. induction (listed (part m' p (snd vw))); simpl; auto using f_equal. }
        rewrite sums_flat by auto. apply sums_ext; intros vs Hvs. symmetry.
        apply sums_pairs; auto. rewrite (Forall2_length Hvs); apply along_length; auto.
      + symmetry. apply sum_nothing; intros m _. rewrite sum_map. apply sum_nothing; intros m' _.
        rewrite products_guarded, E by auto. apply multiple_zero.
    - rewrite sum_app, IHe1, IHe2; auto.
    - rewrite IHe, sum_map by auto. rewrite <- sum_multiple. apply sum_ext; intros m _. simpl. rewrite multiple_product.
      reflexivity.
    - rewrite sum_flat_map. destruct (inside s ps us) eqn:E.
      + rewrite IHe by (rewrite map_length; auto). rewrite snd_sum. apply sum_ext; intros m _.
        rewrite snd_multiple. unfold products at 1. rewrite snd_sums. unfold derived. rewrite sum_map.
        cbn [coefficient]. rewrite sum_multiple. f_equal.
        rewrite (sums_ext R _ (fun rows => sum R (positions t (factors m)) (fun j =>
          if same_place (column j rows) us then product rho (without j (factors m)) (map (without j) rows) else zero))).
        2:{ intros; apply product_snd. }
        rewrite sums_sum. apply sum_ext; intros j _. rewrite products_guarded, E by auto.
        symmetry. apply sums_taken_out; auto.
      + symmetry. apply sum_nothing; intros m _. unfold derived. rewrite sum_map. apply sum_nothing; intros j _.
        rewrite products_guarded, E by auto. apply multiple_zero. Qed.
End Terms.
