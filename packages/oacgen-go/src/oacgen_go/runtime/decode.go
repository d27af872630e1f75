package api

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
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

// --- Text

// plainByte tells which bytes stand for themselves in a string.
var plainByte = func() (table [256]bool) {
	for i := range table {
		table[i] = i >= ' ' && i != '"' && i != '\\'
	}
	return table
}()

// arePlain reports whether eight bytes all stand for themselves: none is a
// control character, a quote or a backslash.
func arePlain(bytes uint64) bool {
	const each, top = 0x0101010101010101, 0x8080808080808080
	quote, backslash := bytes^each*'"', bytes^each*'\\'
	odd := (quote-each)&^quote | (backslash-each)&^backslash | (bytes-each*' ')&^bytes
	return odd&top == 0
}

// quoted finds the end of a string, of which the first quote is next. It returns
// where the text is in the data, or a start of -1 where it has escapes.
func (d *decoder) quoted() (start, end int) {
	data := d.data
	start = d.at + 1
	i := start
	for i+8 <= len(data) && arePlain(binary.LittleEndian.Uint64(data[i:])) {
		i += 8
	}
	for ; i < len(data); i++ {
		if plainByte[data[i]] {
			continue
		}
		if data[i] == '"' {
			d.at = i + 1
			return start, i
		}
		if data[i] == '\\' {
			return -1, i
		}
		break
	}
	d.at = i
	d.fail("the rest of a string")
	return 0, 0
}

// text reads a string, of which the first quote is next. What it returns may be
// part of the data.
func (d *decoder) text() []byte {
	if start, end := d.quoted(); start >= 0 {
		return d.data[start:end]
	}
	return d.unescape(d.at + 1)
}

// unescape reads the rest of a string that starts at i.
func (d *decoder) unescape(i int) []byte {
	data := d.data
	var out []byte
	for i < len(data) {
		c := data[i]
		switch {
		case plainByte[c]:
			out = append(out, c)
			i++
		case c == '"':
			d.at = i + 1
			return out
		case c == '\\' && i+1 < len(data) && data[i+1] == 'u':
			char, size := unescapeRune(data[i:])
			if size == 0 {
				d.at = i
				d.fail("a code point")
				return nil
			}
			out = utf8.AppendRune(out, char)
			i += size
		case c == '\\' && i+1 < len(data) && escapes[data[i+1]] != 0:
			out = append(out, escapes[data[i+1]])
			i += 2
		default:
			d.at = i
			d.fail("a character of a string")
			return nil
		}
	}
	d.at = i
	d.fail("the end of a string")
	return nil
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescapeRune reads \uXXXX, or two of them that are a pair. The size is 0 where
// it is neither.
func unescapeRune(data []byte) (char rune, size int) {
	first, ok := hexadecimal(data)
	if !ok {
		return 0, 0
	}
	if first < 0xD800 || first > 0xDFFF {
		return first, 6
	}
	if second, ok := hexadecimal(data[6:]); ok && first < 0xDC00 && second >= 0xDC00 && second <= 0xDFFF {
		return (first-0xD800)<<10 | (second - 0xDC00) + 0x10000, 12
	}
	return utf8.RuneError, 6
}

func hexadecimal(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n := rune(0)
	for _, c := range data[2:6] {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

// keep returns data[start:end] as a string. Short ones share memory, but so little
// that one which is kept for long does not hold on to the whole response.
func (d *decoder) keep(start, end int) string {
	if end-start > shortest {
		return string(d.data[start:end])
	}
	if start < d.from || end > d.from+len(d.kept) {
		d.kept, d.from = string(d.data[start:min(start+keptBytes, len(d.data))]), start
	}
	return d.kept[start-d.from : end-d.from]
}

// readString reads a string, and reports whether there is one instead of null.
func (d *decoder) readString() (string, bool) {
	if d.peek() == '"' {
		start, end := d.quoted()
		if start < 0 {
			return string(d.unescape(d.at + 1)), d.err == nil
		}
		return d.keep(start, end), d.err == nil
	}
	if !d.null() {
		d.fail("a string")
	}
	return "", false
}

//go:noinline
func decodeString[T ~string](p *T, d *decoder) {
	if s, ok := d.readString(); ok {
		*p = T(s)
	}
}

//go:noinline
func decodeStringOpt[T ~string](p *Opt[T], d *decoder) {
	if s, ok := d.readString(); ok {
		*p = Opt[T]{T(s), set}
	} else {
		*p = Opt[T]{state: null}
	}
}

func decodeBytes(p *[]byte, d *decoder) {
	if d.peek() != '"' {
		if !d.null() {
			d.fail("a string")
		}
		return
	}
	text := d.text()
	data := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(data, text)
	if err != nil {
		d.fail("base64")
		return
	}
	*p = data[:n]
}

// decodeText reads a string through a function that understands its spelling.
func decodeText(d *decoder, what string, read func([]byte) error) {
	if d.peek() != '"' {
		if !d.null() {
			d.fail(what)
		}
		return
	}
	start := d.at
	text := d.text()
	if d.err == nil && read(text) != nil {
		d.at = start
		d.fail(what)
	}
}

func decodeDate(p *Date, d *decoder) { decodeText(d, "a date", p.UnmarshalText) }

func decodeTimeOfDay(p *TimeOfDay, d *decoder) { decodeText(d, "a time", p.UnmarshalText) }

func decodeDuration(p *Duration, d *decoder) { decodeText(d, "a duration", p.UnmarshalText) }

func decodeDateTime(p *DateTime, d *decoder) {
	start := d.at
	text, ok := d.readString()
	if !ok {
		return
	}
	t, err := parseDateTime(text)
	if err != nil {
		d.at = start
		d.fail("a date and time")
		return
	}
	p.Time = t
}

// --- Numbers

// digits returns the end of the digits that start at i.
func (d *decoder) digits(i int) int {
	for i < len(d.data) && d.data[i]-'0' <= 9 {
		i++
	}
	return i
}

// number skips a number and returns it; empty, with a failure, where there is
// none.
func (d *decoder) number() []byte {
	d.space()
	start, i := d.at, d.at
	if i < len(d.data) && d.data[i] == '-' {
		i++
	}
	whole := i
	i = d.digits(i)
	ok := i > whole && (i == whole+1 || d.data[whole] != '0')
	if ok && i < len(d.data) && d.data[i] == '.' {
		fraction := i + 1
		i = d.digits(fraction)
		ok = i > fraction
	}
	if ok && i < len(d.data) && d.data[i]|0x20 == 'e' {
		i++
		if i < len(d.data) && (d.data[i] == '+' || d.data[i] == '-') {
			i++
		}
		exponent := i
		i = d.digits(i)
		ok = i > exponent
	}
	if !ok {
		d.fail("a number")
		return nil
	}
	d.at = i
	return d.data[start:i]
}

// readInt reads a whole number, and reports whether there is one.
func (d *decoder) readInt() (int64, bool) {
	if d.null() {
		return 0, false
	}
	start := d.at
	text := d.number()
	if d.err != nil {
		return 0, false
	}
	if n, ok := wholeNumber(text); ok {
		return n, true
	}
	d.at = start
	d.fail("a whole number that fits")
	return 0, false
}

func wholeNumber(text []byte) (int64, bool) {
	if len(text) > 18 {
		n, err := strconv.ParseInt(string(text), 10, 64)
		return n, err == nil
	}
	n, digits := int64(0), bytes.TrimPrefix(text, []byte("-"))
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}

func decodeInt[T ~int | ~int64](p *T, d *decoder) {
	if n, ok := d.readInt(); ok {
		if *p = T(n); int64(*p) != n {
			d.fail("a number that fits before")
		}
	}
}

func decodeUint(p *uint64, d *decoder) {
	if d.null() {
		return
	}
	start := d.at
	n, err := strconv.ParseUint(string(d.number()), 10, 64)
	if err != nil {
		d.at = min(start, d.at)
		d.fail("a whole number that fits")
		return
	}
	*p = n
}

func decodeFloat[T ~float64](p *T, d *decoder) {
	if d.null() {
		return
	}
	start := d.at
	text := d.number()
	if d.err != nil {
		return
	}
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(n, 0) {
		d.at = start
		d.fail("a number that fits")
		return
	}
	*p = T(n)
}

func decodeDecimal(p *Decimal, d *decoder) {
	switch d.peek() {
	case '"', 'n':
		decodeString(p, d)
	default:
		*p = Decimal(d.number())
	}
}

func decodeBool[T ~bool](p *T, d *decoder) {
	switch d.peek() {
	case 't':
		if d.word("true") {
			*p = true
			return
		}
	case 'f':
		if d.word("false") {
			*p = false
			return
		}
	case 'n':
		if d.word("null") {
			return
		}
	}
	d.fail("true or false")
}

func decodeFile(p *File, d *decoder) { decodeString(&p.Name, d) }

// --- What holds other values

// decodeOpt reads a value or null. An empty string counts as null: it is for
// values that have none.
func decodeOpt[T any](p *Opt[T], d *decoder, value func(*T, *decoder)) {
	if d.null() || d.blank() {
		*p = Opt[T]{state: null}
		return
	}
	p.state = set
	value(&p.value, d)
}

// decodeNullable reads a value or null.
func decodeNullable[T any](p *Opt[T], d *decoder, value func(*T, *decoder)) {
	if d.null() {
		*p = Opt[T]{state: null}
		return
	}
	p.state = set
	value(&p.value, d)
}

// decodeNew reads a value into a place that it makes.
func decodeNew[T any](p **T, d *decoder, value func(*T, *decoder)) {
	if d.null() {
		return
	}
	*p = new(T)
	value(*p, d)
}

func decodeList[T any](p *[]T, d *decoder, item func(*T, *decoder)) {
	if d.null() {
		return
	}
	list := []T{}
	start := d.at
	for more := d.array(); more; more = d.more() {
		if n := len(list); n == cap(list) && n > 0 && d.depth <= 2 {
			// The items of a page are large: do not move them often.
			left := 1 + (len(d.data)-d.at)*n/(d.at-start)
			list = slices.Grow(list, min(left, 15*n))
		}
		list = append(list, *new(T))
		item(&list[len(list)-1], d)
	}
	*p = list
}

func decodeMap[T any](p *map[string]T, d *decoder, value func(*T, *decoder)) {
	if d.null() {
		return
	}
	*p = map[string]T{}
	for more := d.object(); more; more = d.next() {
		decodeEntry(p, d, value)
	}
}

// decodeEntry reads the value of the current key.
func decodeEntry[T any](p *map[string]T, d *decoder, value func(*T, *decoder)) {
	if *p == nil {
		*p = map[string]T{}
	}
	key := string(d.key)
	var v T
	value(&v, d)
	(*p)[key] = v
}

// decodeJSON keeps a value as it is.
func decodeJSON[T ~[]byte](p *T, d *decoder) {
	if raw := d.raw(); d.err == nil {
		*p = bytes.Clone(raw)
	}
}

// decodeWith hands the JSON of a value to read.
func decodeWith(d *decoder, read func([]byte) error) {
	start := d.at
	raw := d.raw()
	if d.err != nil {
		return
	}
	if err := read(raw); err != nil {
		d.at = start
		d.err = fmt.Errorf("api: value at %s: %w", d.place(), err)
		d.at = len(d.data)
	}
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

// --- Functions made of others

//go:noinline
func decodeOptOf[T any](value func(*T, *decoder)) func(*Opt[T], *decoder) {
	return func(p *Opt[T], d *decoder) { decodeOpt(p, d, value) }
}

//go:noinline
func decodeNullableOf[T any](value func(*T, *decoder)) func(*Opt[T], *decoder) {
	return func(p *Opt[T], d *decoder) { decodeNullable(p, d, value) }
}

//go:noinline
func decodeNewOf[T any](value func(*T, *decoder)) func(**T, *decoder) {
	return func(p **T, d *decoder) { decodeNew(p, d, value) }
}

//go:noinline
func decodeListOf[T any](item func(*T, *decoder)) func(*[]T, *decoder) {
	return func(p *[]T, d *decoder) { decodeList(p, d, item) }
}

//go:noinline
func decodeMapOf[T any](value func(*T, *decoder)) func(*map[string]T, *decoder) {
	return func(p *map[string]T, d *decoder) { decodeMap(p, d, value) }
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
