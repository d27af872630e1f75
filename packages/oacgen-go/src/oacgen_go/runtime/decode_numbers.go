package api

import (
	"bytes"
	"math"
	"strconv"
)

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
