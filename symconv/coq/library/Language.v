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
    | Sum a _ | Scale _ a => size a
    end.

  Definition within (u n : Z) : bool := (0 <=? u) && (u <? n).
  Fixpoint inside (s : P -> Z) (ps : list P) (us : list Z) : bool :=
    match ps, us with p :: ps, u :: us => within u (s p) && inside s ps us | _, _ => true end.
  (** What [f] gives along each axis. *)
  Fixpoint along (A : Type) (f : P -> Z -> A) (ps : list P) (us : list Z) : list A :=
    match ps, us with p :: ps, u :: us => f p u :: along f ps us | _, _ => [] end.

  Definition values (R : cring) := string -> list Z -> R.
  Definition same_place (us vs : list Z) : bool := if list_eq_dec Z.eq_dec us vs then true else false.
  Definition moved (R : cring) (rho : values R) (t : string) (at_ : list Z) : values (Dual R) :=
    fun t' us => (rho t' us, if String.eqb t' t && same_place us at_ then one else zero).

  (** The entry of [e] at [us], of an array whose axes are [ps]. *)
  Fixpoint entry (R : cring) (rho : values R) (ps : list P) (e : arr) (us : list Z) {struct e} : R :=
    match e with
    | Tensor t s => if inside s ps us then rho t us else zero
    | Linear s f a => if inside s ps us
        then sums R (along (fun p u => listed (f p u)) ps us) (fun vs => entry rho ps a vs) else zero
    | Bilinear s f a b => if inside s ps us
        then sums R (along (fun p u => listed (f p u)) ps us)
          (fun vs => times (entry rho ps a (map fst vs)) (entry rho ps b (map snd vs))) else zero
    | Sum a b => plus (entry rho ps a us) (entry rho ps b us)
    | Scale c a => multiple c (entry rho ps a us)
    | Gradient a t s => if inside s ps us
        then snd (entry (R := Dual R) (moved rho t us) ps a (map (fun _ => 0) ps)) else zero
    end.
End Language.
