(** What a layer computes, from first principles, and its linear maps as people code them. *)
From Coq Require Import String ZArith Bool List.
From Symconv Require Import Sums Language Operators.
Import ListNotations.
Open Scope Z_scope.
Set Implicit Arguments.

Section Layers.
  Variable Q : Type.
  (** Sizes along each kind of axis; [ins] and [outs] are the channels of a group. [turned]: true convolution. *)
  Record layer := Layer {
    transposed : bool; turned : bool; biased : bool;
    batch : Q -> Z; groups : Q -> Z; ins : Q -> Z; outs : Q -> Z;
    n : vector Q; k : vector Q; s : vector Q; d : vector Q; pl : vector Q; pr : vector Q; op : vector Q }.
  Variable y : layer.

  Definition o : vector Q := fun i q =>
    if transposed y then (n y i q - 1) * s y i q - pl y i q - pr y i q + d y i q * (k y i q - 1) + 1 + op y i q
    else (n y i q + pl y i q + pr y i q - d y i q * (k y i q - 1) - 1) / s y i q + 1.
  Definition like_X : shape Q := fun l => match l with Batch => Some (batch y) | Groups => Some (groups y)
    | Ins => Some (ins y) | Outs => None | Space i => Some (n y i) end.
  Definition like_K : shape Q := fun l => match l with Batch => None | Groups => Some (groups y)
    | Ins => Some (ins y) | Outs => Some (outs y) | Space i => Some (k y i) end.
  Definition like_B : shape Q :=
    fun l => match l with Groups => Some (groups y) | Outs => Some (outs y) | _ => None end.
  Definition like_Z : shape Q := fun l => match l with Batch => Some (batch y) | Groups => Some (groups y)
    | Ins => None | Outs => Some (outs y) | Space i => Some (o i) end.
  Definition X : named Q := ("X"%string, like_X).
  Definition K : named Q := ("K"%string, like_K).
  Definition B : named Q := ("B"%string, like_B).
  Definition dZ : named Q := ("dZ"%string, like_Z).
  Definition vX : named Q := ("vX"%string, like_X).
  Definition vK : named Q := ("vK"%string, like_K).

  (** Where entry [a] of the kernel lies that is laid at place [x]. *)
  Definition onto (i : nat) (q : Q) (x a : Z) : Z := s y i q * x + d y i q * a - pl y i q.
  (** Which entry of K lies where entry [a] of an unturned one does. *)
  Definition tap (i : nat) (q : Q) (a : Z) : Z := if turned y then k y i q - 1 - a else a.
  (** Direct: [Z[m] = sum over a of X[s*m + d*a - pl] K[a]]; transposed: [Z[m] = sum of X[i] K[a] over the pairs with
      [s*i + d*a - pl = m]]; plus [B]. Channels and groups meet as in any product. *)
  Definition meets (i : nat) (q : Q) (m : Z) : range (Z * Z) :=
    if transposed y
    then Each (n y i q) (fun x => Each (k y i q) (fun a => When (onto i q x a =? m) (One (x, tap i q a))))
    else Each (k y i q) (fun a => One (onto i q m a, tap i q a)).
  Definition Z_ : array Q :=
    let z := product like_Z meets (fun _ _ => True) (tensor X) (tensor K) in if biased y then plus z (tensor B) else z.
  Definition loss : array Q := dot Z_ (tensor dZ).
  Definition dX : array Q := grad loss X.
  Definition dK : array Q := grad loss K.
  Definition dB : array Q := grad loss B.

  (** *** Linear maps. The kernel lies on the wide one of X and Z, with a place for each entry of the narrow one. *)
  Definition narrow : vector Q := if transposed y then n y else o.
  Definition wide : vector Q := if transposed y then o else n y.
  (** The layer's matrix has at (x, w) the entry [a] of K that lies on w; [other] is the place it is multiplied with. *)
  Definition matrix_entry (i : nat) (q : Q) (x w other : Z) : range (Z * Z) :=
    Each (k y i q) (fun a => When (onto i q x a =? w) (One (tap i q a, other))).
  Definition by_rows (i : nat) (q : Q) (u : Z) := Each (wide i q) (fun w => matrix_entry i q u w w).
  Definition by_columns (i : nat) (q : Q) (u : Z) := Each (narrow i q) (fun x => matrix_entry i q x u x).
  Definition map_of (like one other : shape Q) meet (a b : array Q) : array Q :=
    product like meet (fun l q => long a l q - extent one l q = 0 /\ long b l q - extent other l q = 0) a b.
  Definition toeplitz : array Q -> array Q -> array Q :=
    map_of like_Z like_K like_X (if transposed y then by_columns else by_rows).
  Definition toeplitz_transposed : array Q -> array Q -> array Q :=
    map_of like_X like_K like_Z (if transposed y then by_rows else by_columns).
  Definition columns (i : nat) (q : Q) (u : Z) : range (Z * Z) := Each (narrow i q) (fun x =>
    let w := onto i q x (tap i q u) in When (within w (wide i q)) (One (w, x))).
  Definition im2col : array Q -> array Q -> array Q :=
    if transposed y then map_of like_K like_Z like_X columns else map_of like_K like_X like_Z columns.
  Definition folded (i : nat) (q : Q) (u : Z) : range (Z * Z) := Each (k y i q) (fun a => Each (narrow i q) (fun x =>
    When (onto i q x a =? u) (One (tap i q a, x)))).
  Definition col2im : array Q -> array Q -> array Q :=
    if transposed y then map_of like_Z like_K like_X folded else map_of like_X like_K like_Z folded.
  Definition scattered (i : nat) (q : Q) (u : Z) : range (Z * Z) := Each (narrow i q) (fun x => Each (k y i q) (fun a =>
    When (u =? onto i q x a) (One (x, tap i q a)))).
  Definition scatter : array Q -> array Q -> array Q :=
    if transposed y then map_of like_Z like_X like_K scattered else map_of like_X like_Z like_K scattered.
End Layers.
