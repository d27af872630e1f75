package api

import (
	"encoding/base64"
	"encoding/binary"
	"unicode/utf8"
)

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
