package api

import (
	"encoding/json"
	"strconv"
)

// member writes a key and its value.
//
//go:noinline
func member[T any](e *encoder, key string, p *T, value func(*T, *encoder)) {
	e.raw(key)
	value(p, e)
}

// optional writes a key and its value, unless that is absent.
//
//go:noinline
func optional[T any](e *encoder, key string, o *Opt[T], value func(*T, *encoder)) {
	if o.state != absent {
		e.raw(key)
		encodeOpt(o, e, value)
	}
}

// nullable writes a key and its value, which is null where it is absent.
//
//go:noinline
func nullable[T any](e *encoder, key string, o *Opt[T], value func(*T, *encoder)) {
	e.raw(key)
	encodeOpt(o, e, value)
}

// optionalList writes a key and its list, unless that is nil.
//
//go:noinline
func optionalList[T any](e *encoder, key string, list *[]T, item func(*T, *encoder)) {
	if *list != nil {
		e.raw(key)
		encodeList(list, e, item)
	}
}

// optionalMap writes a key and its map, unless that is nil.
//
//go:noinline
func optionalMap[T any](e *encoder, key string, object *map[string]T, value func(*T, *encoder)) {
	if *object != nil {
		e.raw(key)
		encodeMap(object, e, value)
	}
}

// The kinds that are met most are spelt out, since that is faster.

//go:noinline
func (e *encoder) text(key, s string) {
	e.buf = append(e.buf, key...)
	e.string(s)
}

//go:noinline
func (e *encoder) integer(key string, n int64) {
	e.buf = append(e.buf, key...)
	e.buf = strconv.AppendInt(e.buf, n, 10)
}

//go:noinline
func (e *encoder) boolean(key string, b bool) {
	e.buf = append(e.buf, key...)
	e.buf = strconv.AppendBool(e.buf, b)
}

//go:noinline
func optionalText[T ~string](e *encoder, key string, o Opt[T]) {
	switch o.state {
	case set:
		e.text(key, string(o.value))
	case null:
		e.raw(key)
		e.raw("null")
	}
}

// list writes a key and its list, which is never null.
//
//go:noinline
func list[T any](e *encoder, key string, p *[]T, item func(*T, *encoder)) {
	e.raw(key)
	encodeList(p, e, item)
}

// dict writes a key and its map, which is never null.
//
//go:noinline
func dict[T any](e *encoder, key string, p *map[string]T, value func(*T, *encoder)) {
	e.raw(key)
	encodeMap(p, e, value)
}

// optionalJSON writes a key and its JSON, unless there is none.
func optionalJSON(e *encoder, key string, p *json.RawMessage) {
	if *p != nil {
		member(e, key, p, encodeJSON)
	}
}
