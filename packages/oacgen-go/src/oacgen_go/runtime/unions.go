package api

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Unknown is a value of a kind that the document does not have.
type Unknown struct {
	Kind string // what the value says of itself, if anything
	Raw  json.RawMessage
}

// MarshalJSON returns the raw value.
func (u *Unknown) MarshalJSON() ([]byte, error) { return u.Raw.MarshalJSON() }

// UnmarshalJSON keeps the raw value.
func (u *Unknown) UnmarshalJSON(data []byte) error {
	u.Raw = bytes.Clone(data)
	return nil
}

// kindOf returns the value of the property that tells what data is, as text.
func kindOf(data []byte, property string) string {
	object, _ := objectOf(data)
	if object[property] == nil {
		return ""
	}
	return messageOf(object[property])
}

// shape tells a kind of JSON value from others.
type shape struct {
	first    string   // the bytes that such values start with
	required []string // properties of an object that are always there
	known    []string // all its properties
	only     []tag    // properties with few values
	accepts  func(data []byte) bool
}

// tag is a property of an object, and the JSON of the values that it may have.
type tag struct {
	property string
	values   []string
}

const (
	startsObject  = "{"
	startsArray   = "["
	startsText    = `"`
	startsNumber  = "-0123456789"
	startsBoolean = "tf"
)

// choose returns the index of the shape that fits data best, or -1.
func choose(data []byte, shapes []shape) int {
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) == 0 {
		return -1
	}
	best, most := -1, -1
	object, _ := objectOf(data)
	for i, s := range shapes {
		if bytes.IndexByte([]byte(s.first), data[0]) >= 0 {
			if score := s.score(data, object); score > most {
				best, most = i, score
			}
		}
	}
	return best
}

// score counts the properties of object that s knows; -1 says that data is none.
func (s shape) score(data []byte, object map[string]json.RawMessage) int {
	if s.accepts != nil && !s.accepts(data) {
		return -1
	}
	for _, name := range s.required {
		if object[name] == nil {
			return -1
		}
	}
	for _, t := range s.only {
		if value := object[t.property]; value != nil && !slices.Contains(t.values, string(value)) {
			return -1
		}
	}
	score := 0
	for _, name := range s.known {
		if object[name] != nil {
			score++
		}
	}
	return score
}

// reads reports whether data is a T.
func reads[T any](data []byte) bool {
	return json.Unmarshal(data, new(T)) == nil
}

// isOneOf reports whether a list has a value.
func isOneOf[T comparable](value T, list []T) bool {
	for _, one := range list {
		if one == value {
			return true
		}
	}
	return false
}

func unknown(kind string, data []byte) *Unknown { return &Unknown{kind, bytes.Clone(data)} }
