package api

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// turn is the way from page to page.
type turn struct {
	counted bool // pages or items are counted, for want of a link
	last    []byte
	pages   int
}

// pages yields what step yields, the items of one page, for the page that r asks
// for and for all that follow. A step reports whether it has changed r to ask for
// a next page. It is not to be copied into each method that calls it.
//
//go:noinline
func pages[T any](r *request, step func(r *request, yield func(T, error) bool) (bool, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		r := *r
		r.turn = &turn{}
		for more := true; more; {
			var err error
			more, err = step(&r, yield)
			if err != nil && !r.turn.ends(err) {
				var none T
				yield(none, err)
			}
			r.turn.pages++
		}
	}
}

// each yields pointers to items, until it is told to stop.
func each[T any](items []T, yield func(*T, error) bool) bool {
	for i := range items {
		if !yield(&items[i], nil) {
			return false
		}
	}
	return true
}

// eachValue yields items that are no structs.
func eachValue[T any](items []T, yield func(T, error) bool) bool {
	for _, item := range items {
		if !yield(item, nil) {
			return false
		}
	}
	return true
}

var errLoop = errors.New("api: the next page is the same again")

// notAgain fails where a page is the same as the one before.
func (r *request) notAgain(data []byte) error {
	if r.turn == nil {
		return nil
	}
	if r.turn.pages > 0 && bytes.Equal(data, r.turn.last) {
		return errLoop
	}
	r.turn.last = data
	return nil
}

// ends reports whether err is but the end of pages that are counted: what Django
// answers for the page after the last, or a server that does not know the
// parameter.
func (t *turn) ends(err error) bool {
	var failed *Error
	missing := errors.As(err, &failed) && failed.StatusCode == http.StatusNotFound
	return t.counted && t.pages > 0 && (missing || errors.Is(err, errLoop))
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

// countPages asks for the page after this one, unless this one had no items.
// The parameter is first on the first page.
func (r *request) countPages(parameter string, first, items int) bool {
	return r.count(parameter, first, 1) && items > 0
}

// countItems asks for what comes after the items of this page.
func (r *request) countItems(parameter string, items int) bool {
	return r.count(parameter, 0, items) && items > 0
}

// count adds step to a parameter that is first on the first page.
func (r *request) count(parameter string, first, step int) bool {
	position, err := strconv.Atoi(r.query.get(parameter))
	if err != nil {
		position = first
	}
	r.turn.counted = true
	r.query.set(parameter, strconv.Itoa(position+step))
	return true
}
