package api

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// decoder reads JSON without reflection. After a failure it reads nothing more,
// so that errors need to be looked at only once, in the end.
//
// Functions that are called decode... read one value into a place. They leave
// it as it is where the value is null.
type decoder struct {
	data  []byte
	at    int
	key   []byte // of the current member of an object
	depth int
	err   error

	kept string // a copy of data[from:], of which short strings are parts
	from int
	room []byte     // where copies of short JSON go
	keys [16]string // keys of maps that were met
	met  int
}

const (
	deepest   = 10_000 // as in encoding/json
	shortest  = 64     // strings of up to this many bytes share memory
	keptBytes = 1024   // and this is how much they share
)

// readable is a pointer that JSON can be read into.
type readable interface{ decode(d *decoder) }

// readInto reads data, all of it, into value.
func readInto(data []byte, value readable) error {
	d := newDecoder(data)
	value.decode(d)
	return d.end()
}

func newDecoder(data []byte) *decoder {
	if !utf8.Valid(data) {
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	return &decoder{data: data}
}

// end returns the failure, if any; more data is one.
func (d *decoder) end() error {
	if d.space(); d.err == nil && d.at < len(d.data) {
		d.fail("the end")
	}
	return d.err
}

func (d *decoder) fail(wanted string) {
	if d.err == nil {
		d.err = fmt.Errorf("api: JSON does not have %s at %s", wanted, d.place())
		d.at = len(d.data)
	}
}

// place tells where the decoder is, by path and offset.
func (d *decoder) place() string {
	end := min(d.at+20, len(d.data))
	return fmt.Sprintf("offset %d, before %.20q", d.at, d.data[d.at:end])
}

// space skips white space.
func (d *decoder) space() {
	for d.at < len(d.data) {
		switch d.data[d.at] {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return
		}
	}
}

// peek returns the first byte of the next value, or 0 at the end.
func (d *decoder) peek() byte {
	if d.at < len(d.data) && d.data[d.at] > ' ' {
		return d.data[d.at]
	}
	d.space()
	if d.at < len(d.data) {
		return d.data[d.at]
	}
	return 0
}

// word skips a word where it is next, and reports whether it was.
func (d *decoder) word(word string) bool {
	if end := d.at + len(word); end <= len(d.data) && string(d.data[d.at:end]) == word {
		d.at = end
		return true
	}
	return false
}

// null skips null, and reports whether it was there.
func (d *decoder) null() bool { return d.peek() == 'n' && d.word("null") }

// blank skips an empty string, and reports whether it was there.
func (d *decoder) blank() bool { return d.peek() == '"' && d.word(`""`) }

// object enters an object, and reports whether it has a first member; its key is
// in d.key. Null counts as an object without members.
func (d *decoder) object() bool {
	if d.peek() != '{' {
		if !d.null() {
			d.fail("an object")
		}
		return false
	}
	if !d.enter() {
		return false
	}
	if d.peek() == '}' {
		d.leave()
		return false
	}
	return d.member()
}

// next goes on to the next member of an object, and reports whether there is one.
func (d *decoder) next() bool {
	switch d.peek() {
	case ',':
		d.at++
		return d.member()
	case '}':
		d.leave()
	default:
		d.fail("a comma or }")
	}
	return false
}

func (d *decoder) member() bool {
	if d.peek() != '"' {
		d.fail("a key")
		return false
	}
	d.key = d.text()
	if d.peek() != ':' {
		d.fail("a colon")
		return false
	}
	d.at++
	return true
}

// array enters an array, and reports whether it has a first item.
func (d *decoder) array() bool {
	if d.peek() != '[' {
		d.fail("an array")
		return false
	}
	if !d.enter() {
		return false
	}
	if d.peek() == ']' {
		d.leave()
		return false
	}
	return true
}

// more goes on to the next item of an array, and reports whether there is one.
func (d *decoder) more() bool {
	switch d.peek() {
	case ',':
		d.at++
		return true
	case ']':
		d.leave()
	default:
		d.fail("a comma or ]")
	}
	return false
}

func (d *decoder) enter() bool {
	if d.depth++; d.depth > deepest {
		d.fail("an end of so many levels")
		return false
	}
	d.at++
	return true
}

func (d *decoder) leave() {
	d.at++
	d.depth--
}

// clone copies JSON. Short copies share memory, as short strings do.
func (d *decoder) clone(data []byte) []byte {
	if len(data) > shortest {
		return bytes.Clone(data)
	}
	if cap(d.room)-len(d.room) < len(data) {
		d.room = make([]byte, 0, keptBytes)
	}
	start := len(d.room)
	d.room = append(d.room, data...)
	return d.room[start:len(d.room):len(d.room)]
}

// mapKey returns the current key as a string; objects tend to have the same.
func (d *decoder) mapKey() string {
	for _, key := range d.keys[:min(d.met, len(d.keys))] {
		if key == string(d.key) {
			return key
		}
	}
	key := string(d.key)
	d.keys[d.met%len(d.keys)] = key
	d.met++
	return key
}

// raw skips a value, and returns its JSON.
func (d *decoder) raw() []byte {
	d.space()
	start := d.at
	d.skip()
	return d.data[start:d.at]
}

// skip reads a value of any kind.
func (d *decoder) skip() {
	switch d.peek() {
	case '{':
		for more := d.object(); more; more = d.next() {
			d.skip()
		}
	case '[':
		for more := d.array(); more; more = d.more() {
			d.skip()
		}
	case '"':
		d.text()
	case 't', 'f':
		var b bool
		decodeBool(&b, d)
	case 'n':
		if !d.word("null") {
			d.fail("null")
		}
	default:
		d.number()
	}
}

// reading makes a function that reads a whole body.
//
//go:noinline
func reading[T any](decode func(*T, *decoder)) func(*T, []byte) error {
	return func(value *T, data []byte) error {
		d := newDecoder(data)
		decode(value, d)
		return d.end()
	}
}
