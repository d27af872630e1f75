package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// encoder writes JSON without reflection. A key that is handed to it is spelt
// `,"name":`, ready to be copied.
//
// Functions that are called encode... write one value. What models call field by
// field is marked noinline: copied into each of those lines, it would take the
// compiler long.
type encoder struct {
	buf []byte
	err error
}

// writable is a pointer to what can be written as JSON.
type writable interface{ encode(e *encoder) }

// encoders holds those that are not at work, for the sake of their buffers.
var encoders sync.Pool

const longestBuffer = 1 << 20 // of those that are kept

// written returns the JSON of a value.
func written(value writable) ([]byte, error) {
	e := newEncoder()
	value.encode(e)
	return e.done()
}

func newEncoder() *encoder {
	e, ok := encoders.Get().(*encoder)
	if !ok {
		e = &encoder{buf: make([]byte, 0, 4096)}
	}
	return e
}

// done returns what was written; e is not to be used any more.
func (e *encoder) done() ([]byte, error) {
	data, err := bytes.Clone(e.buf), e.err
	if cap(e.buf) <= longestBuffer {
		e.buf, e.err = e.buf[:0], nil
		encoders.Put(e)
	}
	return data, err
}

// send sets the body to value in a kind of JSON; there is none where it is nil.
func send(r *request, contentType string, value writable) {
	if !reflect.ValueOf(value).IsNil() {
		data, err := written(value)
		r.sendJSON(contentType, data, err)
	}
}

// begin starts an object. Its members start with a comma, which end replaces.
func (e *encoder) begin() int { return len(e.buf) }

// end ends the object that starts at start.
//
//go:noinline
func (e *encoder) end(start int) {
	if len(e.buf) == start {
		e.buf = append(e.buf, '{')
	} else {
		e.buf[start] = '{'
	}
	e.buf = append(e.buf, '}')
}

func (e *encoder) raw(text string) { e.buf = append(e.buf, text...) }

// --- Values

const hexDigits = "0123456789abcdef"

func (e *encoder) string(s string) {
	start, ascii := 0, true
	buf := append(e.buf, '"')
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && arePlain(eight(s[i:])) {
			ascii = ascii && eight(s[i:])&0x8080808080808080 == 0
			i += 8
		}
		if i == len(s) {
			break
		}
		c := s[i]
		if plainByte[c] {
			ascii = ascii && c < utf8.RuneSelf
			continue
		}
		buf = append(buf, s[start:i]...)
		buf = appendEscaped(buf, c)
		start = i + 1
	}
	buf = append(buf, s[start:]...)
	if !ascii && !utf8.ValidString(s) {
		buf = append(e.buf, validJSON(s)...)
		e.buf = buf
		return
	}
	e.buf = append(buf, '"')
}

// eight returns the first eight bytes of a string.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func appendEscaped(buf []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(buf, '\\', c)
	case '\n':
		return append(buf, '\\', 'n')
	case '\r':
		return append(buf, '\\', 'r')
	case '\t':
		return append(buf, '\\', 't')
	default:
		return append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}

// validJSON writes text with U+FFFD where it is not UTF-8.
func validJSON(s string) []byte {
	data, _ := json.Marshal(s) // of a string it does not fail
	return data
}

func encodeString[T ~string](p *T, e *encoder) { e.string(string(*p)) }

func encodeInt[T ~int | ~int64](p *T, e *encoder) {
	e.buf = strconv.AppendInt(e.buf, int64(*p), 10)
}

func encodeUint(p *uint64, e *encoder) { e.buf = strconv.AppendUint(e.buf, *p, 10) }

func encodeFloat[T ~float64](p *T, e *encoder) {
	f := float64(*p)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.fail(fmt.Errorf("api: %v cannot be written as JSON", f))
		return
	}
	format := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	e.buf = strconv.AppendFloat(e.buf, f, format, -1, 64)
}

func encodeBool[T ~bool](p *T, e *encoder) { e.buf = strconv.AppendBool(e.buf, bool(*p)) }

func encodeBytes(p *[]byte, e *encoder) {
	e.buf = append(e.buf, '"')
	e.buf = base64.StdEncoding.AppendEncode(e.buf, *p)
	e.buf = append(e.buf, '"')
}

func encodeDate(p *Date, e *encoder) {
	e.buf = append(e.buf, '"')
	e.buf = p.append(e.buf)
	e.buf = append(e.buf, '"')
}

func encodeDateTime(p *DateTime, e *encoder) {
	e.buf = append(e.buf, '"')
	e.buf = p.AppendFormat(e.buf, time.RFC3339Nano)
	e.buf = append(e.buf, '"')
}

func encodeTimeOfDay(p *TimeOfDay, e *encoder) { e.string(p.String()) }

func encodeDuration(p *Duration, e *encoder) { e.string(p.String()) }

// encodeJSON writes what is JSON already.
func encodeJSON[T ~[]byte](p *T, e *encoder) {
	switch {
	case *p == nil:
		e.raw("null")
	case !json.Valid(*p):
		e.fail(errors.New("api: a json.RawMessage is not JSON"))
	default:
		e.buf = append(e.buf, *p...)
	}
}

// encodeWith writes what a MarshalJSON returns.
func encodeWith(e *encoder, data []byte, err error) {
	e.fail(err)
	e.buf = append(e.buf, data...)
}

func (e *encoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

func encodeFile(p *File, e *encoder) { _, err := p.MarshalJSON(); e.fail(err) }

// --- What holds other values

func encodeOpt[T any](o *Opt[T], e *encoder, value func(*T, *encoder)) {
	if o.state == set {
		value(&o.value, e)
	} else {
		e.raw("null")
	}
}

func encodeNew[T any](p **T, e *encoder, value func(*T, *encoder)) {
	if *p == nil {
		e.raw("null")
	} else {
		value(*p, e)
	}
}

func encodeList[T any](list *[]T, e *encoder, item func(*T, *encoder)) {
	e.raw("[")
	for i := range *list {
		if i > 0 {
			e.raw(",")
		}
		item(&(*list)[i], e)
	}
	e.raw("]")
}

func encodeMap[T any](object *map[string]T, e *encoder, value func(*T, *encoder)) {
	start := e.begin()
	encodeEntries(object, e, value)
	e.end(start)
}

// encodeEntries writes the members of a map, in the order of their keys.
func encodeEntries[T any](object *map[string]T, e *encoder, value func(*T, *encoder)) {
	var few [8]string
	keys := few[:0]
	for key := range *object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var v T
	for _, key := range keys {
		e.raw(",")
		e.string(key)
		e.raw(":")
		v = (*object)[key]
		value(&v, e)
	}
}

// --- Functions made of others

//go:noinline
func encodeOptOf[T any](value func(*T, *encoder)) func(*Opt[T], *encoder) {
	return func(p *Opt[T], e *encoder) { encodeOpt(p, e, value) }
}

//go:noinline
func encodeNewOf[T any](value func(*T, *encoder)) func(**T, *encoder) {
	return func(p **T, e *encoder) { encodeNew(p, e, value) }
}

//go:noinline
func encodeListOf[T any](item func(*T, *encoder)) func(*[]T, *encoder) {
	return func(p *[]T, e *encoder) { encodeList(p, e, item) }
}

//go:noinline
func encodeMapOf[T any](value func(*T, *encoder)) func(*map[string]T, *encoder) {
	return func(p *map[string]T, e *encoder) { encodeMap(p, e, value) }
}

// writing makes a function that writes a whole body.
//
//go:noinline
func writing[T any](encode func(*T, *encoder)) func(*T) ([]byte, error) {
	return func(value *T) ([]byte, error) {
		e := newEncoder()
		encode(value, e)
		return e.done()
	}
}
