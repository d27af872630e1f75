package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// pages yields the items of the page that r asks for, and of all that follow.
// After each page turn returns its items, and reports whether it has changed r
// to ask for a next one.
func pages[P, T any](ctx context.Context, c *core, r *request, options []Option, read func(*P, []byte) error, turn func(r *request, page *P) ([]T, bool)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		walk := &walk{core: c, request: *r, options: options}
		for more := true; more; {
			page := new(P)
			ended, err := walk.next(ctx, func(data []byte) error { return read(page, data) })
			if err != nil {
				yield(nil, err)
			}
			if err != nil || ended {
				return
			}
			var items []T
			items, more = turn(&walk.request, page)
			for i := range items {
				if !yield(&items[i], nil) {
					return
				}
			}
			more = more && len(items) > 0
		}
	}
}

// each turns a sequence of pointers into one of values.
func each[T any](items iter.Seq2[*T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range items {
			if item == nil {
				item = new(T)
			}
			if !yield(*item, err) {
				return
			}
		}
	}
}

// walk is the way from page to page.
type walk struct {
	core    *core
	request request
	options []Option
	last    []byte
	pages   int
}

var errLoop = errors.New("api: the next page is the same again")

// next reads the page that the request asks for, and reports whether the walk
// ended before it.
func (w *walk) next(ctx context.Context, read func([]byte) error) (ended bool, err error) {
	r := w.request
	repeated := false
	err = w.core.receive(ctx, &r, w.options, func(data []byte) error {
		repeated = w.pages > 0 && bytes.Equal(data, w.last)
		w.last = data
		return read(data)
	})
	w.pages++
	var failed *Error
	switch {
	case r.counted && w.pages > 1 && errors.As(err, &failed) && failed.StatusCode == http.StatusNotFound:
		return true, nil // what Django answers for the page after the last
	case err == nil && repeated && r.counted:
		return true, nil // the server does not know the parameter
	case err == nil && repeated:
		return true, errLoop
	default:
		return false, err
	}
}

// follow takes the query of a link to the next page. The rest of the link may
// be wrong behind a proxy, and credentials go to no other host.
func (r *request) follow(link string) bool {
	if link == "" {
		return false
	}
	target, err := url.Parse(link)
	if err != nil {
		r.err = fmt.Errorf("api: link to the next page: %w", err)
		return true
	}
	r.query = query(target.RawQuery)
	return true
}

// resume asks for the page with a mark, of which "" and "0" are none.
func (r *request) resume(parameter, mark string) bool {
	r.query.set(parameter, mark)
	return mark != "" && mark != "0"
}

// count adds step to a parameter that is first on the first page.
func (r *request) count(parameter string, first, step int) bool {
	position, err := strconv.Atoi(r.query.get(parameter))
	if err != nil {
		position = first
	}
	r.counted = true
	r.query.set(parameter, strconv.Itoa(position+step))
	return step > 0
}
