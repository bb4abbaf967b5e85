(** The array language that users type. [Q] holds the parameters of an axis. *)
From Coq Require Import String ZArith Bool List.
From Symconv Require Import Sums Language.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

(** An axis: batch, group, channels out and in of a group, or a spatial one of some kind. *)
Inductive label := Batch | Groups | Outs | Ins | Space (kind : nat).
Definition same_label (a b : label) : bool :=
  match a, b with
  | Batch, Batch | Groups, Groups | Outs, Outs | Ins, Ins => true | Space i, Space j => Nat.eqb i j | _, _ => false end.
Definition spatial (l : label) : bool := match l with Space _ => true | _ => false end.

Fixpoint every (ls : list label) (f : label -> Prop) := match ls with [] => True | l :: ls => f l /\ every ls f end.

Section Operators.
  Variable Q : Type.
  Definition axis : Type := label * Q.
  (** A size for each kind of spatial axis. *)
  Definition vector := nat -> Q -> Z.
  (** The size along each axis; nothing along one that an array lacks: there it has one entry, at place 0. *)
  Definition shape := label -> option (Q -> Z).
  Definition extent (s : shape) (l : label) (q : Q) : Z := match s l with Some n => n q | None => 1 end.
  (** An array: its entries, which axes it has, and when it exists, as far as the axis [l] is concerned. *)
  Record array := Array { body : arr axis; has : label -> bool; fits : label -> Q -> Prop }.
  Definition long (a : array) (l : label) (q : Q) : Z := size (body a) (l, q).
  Definition len (a : array) (i : nat) (q : Q) : Z := long a (Space i) q.
  (** The place [u], or 0 along an axis that an array lacks. *)
  Definition at_ (a : array) (l : label) (u : Z) : Z := if has a l then u else 0.
  Definition has_axis (s : shape) (l : label) : bool := match s l with Some _ => true | None => false end.

  Definition named := (string * shape)%type.
  Definition tensor (t : named) : array :=
    Array (Tensor (fst t) (fun p => extent (snd t) (fst p) (snd p))) (has_axis (snd t)) (fun _ _ => True).

  (** *** Operators along each spatial axis by itself: how long the result is, and which entries it reads *)
  Definition move (n : vector) (reads : nat -> Q -> Z -> range Z) (needs : nat -> Q -> Prop) (a : array) : array :=
    Array (Linear (fun p => match fst p with Space i => n i (snd p) | l => long a l (snd p) end)
                  (fun p u => match fst p with Space i => reads i (snd p) u | _ => One u end) (body a))
      (has a) (fun l q => match l with Space i => needs i q | _ => True end /\ fits a l q).
  Definition pad (lo hi : vector) (a : array) : array :=
    move (fun i q => len a i q + lo i q + hi i q) (fun i q u => One (u - lo i q))
      (fun i q => len a i q + lo i q + hi i q >= 1) a.
  Definition crop (m : vector) (a : array) : array :=
    move m (fun i q u => One u) (fun i q => m i q >= 1 /\ len a i q >= m i q) a.
  Definition insert_zeros (s : vector) (a : array) : array :=
    move (fun i q => s i q * (len a i q - 1) + 1)
      (fun i q u => Each (len a i q) (fun v => When (u =? s i q * v) (One v))) (fun i q => s i q >= 1) a.
  Definition rot180 (a : array) : array := move (len a) (fun i q u => One (len a i q - 1 - u)) (fun _ _ => True) a.
  Definition flip (j : nat) (a : array) : array :=
    move (len a) (fun i q u => One (if Nat.eqb i j then len a i q - 1 - u else u)) (fun _ _ => True) a.
  Definition sum_pool (k s : vector) (a : array) : array :=
    move (fun i q => (len a i q - k i q) / s i q + 1) (fun i q u => Each (k i q) (fun v => One (s i q * u + v)))
      (fun i q => k i q >= 1 /\ s i q >= 1 /\ len a i q >= k i q) a.

  (** *** Borders that are copies of entries *)
  Inductive mode := Circular | Reflect | Replicate.
  (** [r x] for the entry x of n that place y is a copy of, y counted from the first entry. *)
  Definition copied (m : mode) (y n : Z) (r : Z -> range Z) : range Z :=
    let '(before, after) := match m with
      | Circular => (y + n, y - n) | Reflect => (- y, 2 * (n - 1) - y) | Replicate => (0, n - 1) end in
    Also (When (y <=? -1) (r before)) (Also (When (within y n) (r y)) (When (n <=? y) (r after))).
  Definition borders_fit (m : mode) (n lo hi : Z) : Prop :=
    n >= 1 /\ lo >= 0 /\ hi >= 0 /\ match m with
      | Circular => n >= lo /\ n >= hi | Reflect => n - 1 >= lo /\ n - 1 >= hi | Replicate => True end.
  Definition mode_pad (m : mode) (lo hi : vector) (a : array) : array :=
    move (fun i q => len a i q + lo i q + hi i q)
      (fun i q u => Each (len a i q) (fun v => copied m (u - lo i q) (len a i q) (fun x => When (v =? x) (One v))))
      (fun i q => borders_fit m (len a i q) (lo i q) (hi i q)) a.
  Definition mode_pad_adjoint (m : mode) (lo hi : vector) (a : array) : array :=
    let n i q := len a i q - lo i q - hi i q in
    move n (fun i q u => Each (len a i q) (fun v => copied m (v - lo i q) (n i q) (fun x => When (u =? x) (One v))))
      (fun i q => borders_fit m (n i q) (lo i q) (hi i q)) a.

  (** *** Products: an axis that both have and the result [r] lacks is summed over *)
  Definition summed (r : shape) (a b : array) (l : label) : bool := has a l && has b l && negb (has_axis r l).
  (** Each place with the same one. *)
  Definition met (a : array) (l : label) (q : Q) : range (Z * Z) := Each (long a l q) (fun v => One (v, v)).
  Definition product r (meet : nat -> Q -> Z -> range (Z * Z)) (needs : label -> Q -> Prop) (a b : array) : array :=
    Array (Bilinear (fun p => extent r (fst p) (snd p))
                    (fun p u => match fst p with
                       | Space i => meet i (snd p) u
                       | l => if summed r a b l then met a l (snd p) else One (at_ a l u, at_ b l u) end)
                    (body a) (body b))
      (has_axis r) (fun l q => needs l q /\ fits a l q /\ fits b l q).
  Definition same_lead (a b : array) (l : label) (q : Q) : Prop :=
    if has a l && has b l then long a l q - long b l q = 0 else True.
  Definition correlate (s d : vector) (a b : array) : array :=
    product (fun l => match l with
        | Space i => Some (fun q => (len a i q - d i q * (len b i q - 1) - 1) / s i q + 1)
        | l => if has a l && has b l && negb (same_label l Groups) then None
               else if has a l then Some (long a l) else if has b l then Some (long b l) else None end)
      (fun i q u => Each (len b i q) (fun v => One (s i q * u + d i q * v, v)))
      (fun l q => match l with
        | Space i => s i q >= 1 /\ d i q >= 1 /\ len a i q - d i q * (len b i q - 1) >= 1
        | l => same_lead a b l q end) a b.
  Definition correlate_full (s d : vector) (a b : array) : array :=
    let reach i q := d i q * (len b i q - 1) in correlate s d (pad reach reach a) b.
  Definition convolve (s d : vector) (a b : array) : array := correlate s d a (rot180 b).
  Definition convolve_full (s d : vector) (a b : array) : array := correlate_full s d a (rot180 b).
  (** The inner product, a single number. *)
  Definition dot (a b : array) : array :=
    Array (Bilinear (fun _ => 1) (fun p _ => if has a (fst p) then met a (fst p) (snd p) else One (0, 0))
                    (body a) (body b)) (fun _ => false) (fun l q => same_lead a b l q /\ fits a l q /\ fits b l q).
  (** Entry by entry; where [b] lacks an axis, its entry is met everywhere along it. *)
  Definition times (a b : array) : array :=
    Array (Bilinear (size (body a)) (fun p u => One (u, at_ b (fst p) u)) (body a) (body b)) (has a)
      (fun l q => same_lead a b l q /\ fits a l q /\ fits b l q).
  Definition spread (a b : array) : arr axis := Linear (size (body a)) (fun p u => One (at_ b (fst p) u)) (body b).
  Definition plus (a b : array) : array :=
    Array (Sum (body a) (spread a b)) (has a) (fun l q => same_lead a b l q /\ fits a l q /\ fits b l q).
  Definition scaled (c : Z) (a : array) : array := Array (Scale c (body a)) (has a) (fits a).
  (** Over batch and space. *)
  Definition total (a : array) : array :=
    let gone l := has a l && (same_label l Batch || spatial l) in
    Array (Linear (fun p => if gone (fst p) then 1 else long a (fst p) (snd p))
                  (fun p u => if gone (fst p) then Each (long a (fst p) (snd p)) (fun v => One v) else One u) (body a))
      (fun l => has a l && negb (gone l)) (fits a).
  (** The derivative of a single number by every entry of a tensor. *)
  Definition grad (a : array) (t : named) : array :=
    Array (Gradient (body a) (fst t) (fun p => extent (snd t) (fst p) (snd p))) (has_axis (snd t)) (fits a).

  (** ** What a statement says *)
  Section Statement.
    (** How many kinds of spatial axes there are, and what holds of the parameters. *)
    Variables (kinds : nat) (ok : Q -> Prop).
    Definition labels : list label := [Batch; Groups; Outs; Ins] ++ map Space (seq 0 kinds).
    (** [also]: what else its existence takes, such as that no size is divided by 0. *)
    Definition exists_ (also : Q -> Prop) (a : array) (q : Q) : Prop := also q /\ every labels (fun l => fits a l q).
    (** For all layers: any number of axes of every kind, each with its own parameters, among which are the [required]
        ones; any commutative ring, and any values of all entries. *)
    Record equal (required : list label) (domain also also' : Q -> Prop) (example : Q) (a b : array) : Prop := {
      exist_alike : forall q, ok q -> (exists_ also a q <-> exists_ also' b q);
      sizes_agree : forall l q, In l labels -> ok q -> exists_ also a q -> long a l q = long b l q;
      entries_agree : forall (R : cring) (rho : values R) (at_ : point axis),
        Forall (fun p => In (fst p) labels /\ ok (snd p) /\ exists_ also a (snd p)) (map fst at_) ->
        (forall l, In l required -> In l (map fst (map fst at_))) -> inside (size (body a)) at_ = true ->
        entry rho (body a) at_ = entry rho (body b) at_;
      there_is_one : ok example /\ domain example /\ exists_ also a example /\ exists_ also' b example /\
        every labels (fun l => long a l example >= 1) }.
    (** The same of sizes, one for each kind of axis. *)
    Record equal_sizes (domain also also' : Q -> Prop) (example : Q) (a b : vector) : Prop := {
      divide_alike : forall q, ok q -> (also q <-> also' q);
      values_agree : forall i q, In i (seq 0 kinds) -> ok q -> also q -> a i q = b i q;
      one_is_there : ok example /\ domain example /\ also example /\ also' example }.
  End Statement.
End Operators.
