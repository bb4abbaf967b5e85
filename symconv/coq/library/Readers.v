(** For readers: what the operators are, entry by entry, of arrays of any number of spatial axes. *)
From Coq Require Import String ZArith List.
From Symconv Require Import Sums Language Operators.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Section Readers.
  Variables (Q : Type) (R : cring) (rho : values R) (at_ : point (axis Q)).
  Hypothesis spatial_only : Forall (fun pu => spatial (fst (fst pu)) = true) at_.
  (** The same axes, with places that are made of an axis' kind, parameters and place. *)
  Definition each (f : nat -> Q -> Z -> Z) : point (axis Q) := map (fun pu => (fst pu,
    match fst (fst pu) with Space i => f i (snd (fst pu)) (snd pu) | _ => snd pu end)) at_.
  Notation entry_of a := (entry rho (body a)).
  Notation in_range a := (inside (size (body a)) at_).

  Lemma moved_entry n f needs (a : array Q) : entry_of (move n (fun i q u => One (f i q u)) needs a) at_ =
    if in_range (move n (fun i q u => One (f i q u)) needs a) then entry_of a (each f) else zero.
  Proof. unfold each. rewrite <- sum_choices_one. etransitivity; [|apply sum_choices_if].
    cbn [entry body move]. f_equal. apply choices_ext. intros [[[| | | |i] q] u] _; auto. Qed.
  (** [pad(A, lo, hi)[u] = A[u - lo]], which is 0 where A has no such entry. *)
  Theorem pad_entry lo hi (a : array Q) : entry_of (pad lo hi a) at_ =
    if in_range (pad lo hi a) then entry_of a (each (fun i q u => u - lo i q)) else zero.
  Proof. apply moved_entry. Qed.
  (** [rot180(A)[u] = A[n - 1 - u]]. *)
  Theorem rot180_entry (a : array Q) : entry_of (rot180 a) at_ =
    if in_range (rot180 a) then entry_of a (each (fun i q u => len a i q - 1 - u)) else zero.
  Proof. apply moved_entry. Qed.

  (** [correlate(A, B)[u] = sum over v of A[s*u + d*v] B[v]]: along each axis [s*u + d*v] and [v] meet. *)
  Definition windows (s d : vector Q) (b : array Q) (pu : axis Q * Z) : list (axis Q * (Z * Z)) :=
    match pu with
    | (Space i, q, u) => map (fun v => (Space i, q, (s i q * u + d i q * v, v))) (box (len b i q)) | _ => [] end.
  Theorem correlate_entry s d (a b : array Q) : entry_of (correlate s d a b) at_ =
    if in_range (correlate s d a b)
    then sum R (choices (windows s d b) at_)
           (fun met => Sums.times (entry_of a (map (@left_ _) met)) (entry_of b (map (@right_ _) met))) else zero.
  Proof. etransitivity; [|apply sum_choices_if]. cbn [entry body correlate product]. f_equal. apply choices_ext.
    intros [[l q] u] H. rewrite Forall_forall in spatial_only. specialize (spatial_only _ H). unfold reads.
    destruct l; try discriminate. cbn. destruct (within u _); auto. fold (len b kind q).
    induction (box (len b kind q)) as [|v l IH]; simpl; f_equal; auto. Qed.
End Readers.
