package api

import (
	"fmt"
	"slices"
)

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
	key := d.mapKey()
	var v T
	value(&v, d)
	(*p)[key] = v
}

// decodeJSON keeps a value as it is.
func decodeJSON[T ~[]byte](p *T, d *decoder) {
	if raw := d.raw(); d.err == nil {
		*p = d.clone(raw)
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

func decodeFile(p *File, d *decoder) { decodeString(&p.Name, d) }

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
