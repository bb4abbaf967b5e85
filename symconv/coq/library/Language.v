(** What an expression means: the entries of arrays over any commutative ring, for any number of axes. *)
From Coq Require Import String ZArith Bool List.
From Symconv Require Import Sums.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** ** Places: which places an entry is the sum of *)
Inductive range (A : Type) :=
| One (x : A)                          (** one place *)
| When (b : bool) (r : range A)        (** those of [r] if [b], otherwise none *)
| Each (n : Z) (f : Z -> range A)      (** those for each v = 0, ..., n-1 *)
| Also (r s : range A).                (** those of both *)

Definition box (n : Z) : list Z := map Z.of_nat (seq 0 (Z.to_nat n)).
Fixpoint listed (A : Type) (r : range A) : list A :=
  match r with
  | One x => [x]
  | When b r => if b then listed r else []
  | Each n f => flat_map (fun v => listed (f v)) (box n)
  | Also r s => listed r ++ listed s end.

Definition both := andb. (* Proofs keep it as it is when they compute. *)
Fixpoint same (us vs : list Z) : bool :=
  match us, vs with [], [] => true | u :: us, v :: vs => both (u =? v) (same us vs) | _, _ => false end.

(** ** Expressions *)
(** [P] is what describes an axis: sizes and places may use it, and nothing of another axis. *)
Section Language.
  Variable P : Type.
  Inductive arr :=
  | Tensor (t : string) (size : P -> Z)
      (** independent entries; out of range it reads as 0 *)
  | Linear (size : P -> Z) (places : P -> Z -> range Z) (a : arr)
      (** the entry at [u]: the sum of the entries of [a], where along each axis its place is one of [places u] *)
  | Bilinear (size : P -> Z) (places : P -> Z -> range (Z * Z)) (a b : arr)
      (** the same of products of an entry of [a] and one of [b], whose places come in pairs *)
  | Sum (a b : arr)
  | Scale (c : Z) (a : arr)
  | Gradient (a : arr) (t : string) (size : P -> Z)
      (** the entry at [u]: the coefficient of eps in the only entry of [a], once eps is added to [t]'s entry at [u] *).

  Fixpoint size (e : arr) : P -> Z :=
    match e with
    | Tensor _ s | Linear s _ _ | Bilinear s _ _ _ | Gradient _ _ s => s
    | Sum a _ | Scale _ a => size a end.

  (** Where an entry is: for each axis what describes it, and the place along it. *)
  Definition point := list (P * Z).
  Definition within (u n : Z) : bool := (0 <=? u) && (u <? n).
  Definition inside (s : P -> Z) : point -> bool := forallb (fun pu => within (snd pu) (s (fst pu))).
  (** The places that are read along an axis; none out of range. *)
  Definition reads (A : Type) (s : P -> Z) (places : P -> Z -> range A) (pu : P * Z) : list (P * A) :=
    if within (snd pu) (s (fst pu)) then map (pair (fst pu)) (listed (places (fst pu) (snd pu))) else [].
  Definition left_ (pv : P * (Z * Z)) : P * Z := (fst pv, fst (snd pv)).
  Definition right_ (pv : P * (Z * Z)) : P * Z := (fst pv, snd (snd pv)).

  Definition values (R : cring) := string -> list Z -> R.
  Definition moved (R : cring) (rho : values R) (t : string) (at_ : list Z) : values (Dual R) :=
    fun t' us => (rho t' us, if String.eqb t' t && same us at_ then one else zero).

  (** The entry of [e] at a point. *)
  Fixpoint entry (R : cring) (rho : values R) (e : arr) (at_ : point) {struct e} : R :=
    match e with
    | Tensor t s => if inside s at_ then rho t (map snd at_) else zero
    | Linear s f a => sum R (choices (reads s f) at_) (entry rho a)
    | Bilinear s f a b => sum R (choices (reads s f) at_)
        (fun met => times (entry rho a (map left_ met)) (entry rho b (map right_ met)))
    | Sum a b => plus (entry rho a at_) (entry rho b at_)
    | Scale c a => times (int c) (entry rho a at_)
    | Gradient a t s => if inside s at_
        then snd (entry (R := Dual R) (moved rho t (map snd at_)) a (map (fun pu => (fst pu, 0)) at_)) else zero end.
End Language.
