package api

import "encoding/json"

// Opt is a value that may be absent, null, or set. The zero Opt is absent.
type Opt[T any] struct {
	value T
	state state
}

type state uint8

const (
	absent state = iota
	null
	set
)

// Some returns an Opt that is set to value.
func Some[T any](value T) Opt[T] { return Opt[T]{value, set} }

// Null returns an Opt that is null.
func Null[T any]() Opt[T] { return Opt[T]{state: null} }

// Get returns the value, and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == set }

// Or returns the value, or other where it is absent or null.
func (o Opt[T]) Or(other T) T {
	if o.state == set {
		return o.value
	}
	return other
}

// IsNull reports whether o is null.
func (o Opt[T]) IsNull() bool { return o.state == null }

// IsZero reports whether o is absent. The tag omitzero of encoding/json asks it.
func (o Opt[T]) IsZero() bool { return o.state == absent }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != set {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads a value or null. An empty string counts as null where T
// has no empty string: so Django writes a date, number or choice left blank.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	*o = Opt[T]{state: null}
	if string(data) == "null" {
		return nil
	}
	err := json.Unmarshal(data, &o.value)
	if err == nil {
		o.state = set
	} else if string(data) == `""` {
		err = nil
	}
	return err
}
