(** For readers: what the operators are, entry by entry, of arrays of any number of spatial axes. *)
From Coq Require Import String ZArith List.
From Symconv Require Import Sums Language Operators.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Section Readers.
  Variables (Q : Type) (R : cring) (rho : values R) (axes : list (axis Q)) (us : list Z).
  Hypothesis spatial_only : Forall (fun p => spatial (fst p) = true) axes.
  Hypothesis one_each : length us = length axes.
  (** What is said of an axis' kind, parameters and place, for all axes. *)
  Definition each (f : nat -> Q -> Z -> Z) : list Z :=
    along (fun p u => match fst p with Space i => f i (snd p) u | _ => u end) axes us.
  Notation entry_of a := (entry rho axes (body a)).
  Notation in_range a := (inside (size (body a)) axes us).

  Lemma sums_one (f : axis Q -> Z -> Z) F :
    sums R (along (fun p u => listed (One (f p u))) axes us) F = F (along f axes us).
  Proof.
    clear spatial_only. revert us one_each F. induction axes; destruct us; simpl; intros L F; try discriminate; auto.
    rewrite IHl by auto. rewrite (Radd_comm (laws R)). apply (Radd_0_l (laws R)). Qed.
  Lemma moved_entry n f needs (a : array Q) : entry_of (move n (fun i q u => One (f i q u)) needs a) us =
    if in_range (move n (fun i q u => One (f i q u)) needs a) then entry_of a (each f) else zero.
  Proof. cbn [entry body move size]. destruct (inside _ axes us); auto.
    etransitivity; [|apply (sums_one (fun p u => match fst p with Space i => f i (snd p) u | _ => u end))].
    f_equal. clear. revert us. induction axes as [|[[| | | |i] q] l IH]; destruct us; simpl; auto; rewrite IH; auto.
  Qed.
  (** [pad(A, lo, hi)[u] = A[u - lo]], which is 0 where A has no such entry. *)
  Theorem pad_entry lo hi (a : array Q) : entry_of (pad lo hi a) us =
    if in_range (pad lo hi a) then entry_of a (each (fun i q u => u - lo i q)) else zero.
  Proof. apply moved_entry. Qed.
  (** [crop(A, m)[u] = A[u]]. *)
  Theorem crop_entry m (a : array Q) : entry_of (crop m a) us =
    if in_range (crop m a) then entry_of a (each (fun i q u => u)) else zero.
  Proof. apply moved_entry. Qed.
  (** [rot180(A)[u] = A[n - 1 - u]]. *)
  Theorem rot180_entry (a : array Q) : entry_of (rot180 a) us =
    if in_range (rot180 a) then entry_of a (each (fun i q u => len a i q - 1 - u)) else zero.
  Proof. apply moved_entry. Qed.

  (** [correlate(A, B)[u] = sum over v of A[s*u + d*v] B[v]]. *)
  Fixpoint windows (s d : vector Q) (ps : list (axis Q)) (xs vs : list Z) : list Z :=
    match ps, xs, vs with
    | (Space i, q) :: ps, x :: xs, v :: vs => s i q * x + d i q * v :: windows s d ps xs vs | _, _, _ => [] end.
  Theorem correlate_entry s d (a b : array Q) : entry_of (correlate s d a b) us =
    if in_range (correlate s d a b)
    then sums R (map (fun p => box (long b (fst p) (snd p))) axes)
           (fun vs => Sums.times (entry_of a (windows s d axes us vs)) (entry_of b vs)) else zero.
  Proof.
    assert (G : forall (other : label -> Z -> range (Z * Z)) ps xs F, Forall (fun p => spatial (fst p) = true) ps ->
      length xs = length ps ->
      sums R (along (fun p u => listed match fst p with
          | Space i => Each (len b i (snd p)) (fun v => One (s i (snd p) * u + d i (snd p) * v, v))
          | _ => other (fst p) u end) ps xs)
        (fun vs => F (map fst vs) (map snd vs)) =
      sums R (map (fun p => box (long b (fst p) (snd p))) ps) (fun vs => F (windows s d ps xs vs) vs)).
    { intros other. induction ps as [|[l q] ps IH]; intros [|x xs] F A L; try discriminate; [reflexivity|].
      inversion A; subst.
      destruct l; try discriminate. cbn [along sums map listed fst snd windows]. fold (len b kind q).
      rewrite sum_flat_map. apply sum_ext. intros v _. cbn [listed sum].
      rewrite (Radd_comm (laws R)), (Radd_0_l (laws R)).
      apply (IH xs (fun y z => F (s kind q * x + d kind q * v :: y) (v :: z))); auto. }
    cbn [entry body correlate product size]. destruct (inside _ axes us); auto.
    etransitivity; [|apply (G (fun l u => One (at_ a l u, at_ b l u)) axes us
      (fun x y => Sums.times (entry_of a x) (entry_of b y)) spatial_only one_each)].
    f_equal. clear - spatial_only. revert us.
    induction spatial_only as [|[[| | | |i] q] l S A IH]; intros [|u us]; try discriminate S; simpl; auto.
    rewrite IH; auto. Qed.
End Readers.
