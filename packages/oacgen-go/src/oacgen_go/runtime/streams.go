package api

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"iter"
	"net/url"
)

// lines yields the items of a response that has one JSON value in each line.
func lines[T any](ctx context.Context, c *core, r *request, options []Option, read func(*T, []byte) error) iter.Seq2[*T, error] {
	return items(ctx, c, r, options, read, func(b *bufio.Reader) ([]byte, error) {
		line, err := b.ReadBytes('\n')
		if len(line) > 0 && err == io.EOF {
			err = nil
		}
		return bytes.Trim(line, " \t\r\n\x1e"), err // U+001E: application/json-seq
	})
}

// events yields the data of server-sent events.
func events[T any](ctx context.Context, c *core, r *request, options []Option, read func(*T, []byte) error) iter.Seq2[*T, error] {
	return items(ctx, c, r, options, read, readEvent)
}

// readAll reads an item that is text.
func readAll(text *string, data []byte) error {
	*text = string(data)
	return nil
}

func readEvent(b *bufio.Reader) ([]byte, error) {
	var data []byte
	for {
		line, err := b.ReadBytes('\n')
		if err != nil {
			return nil, err // an event that is not complete does not count
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return bytes.TrimSuffix(data, []byte("\n")), nil
		}
		if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			data = append(data, bytes.TrimPrefix(value, []byte(" "))...)
			data = append(data, '\n')
		}
	}
}

// items reads what next returns from the response, until it ends.
func items[T any](ctx context.Context, c *core, r *request, options []Option, read func(*T, []byte) error, next func(*bufio.Reader) ([]byte, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		r := *r
		r.header = r.header.Clone()
		resp, err := c.do(ctx, &r, options)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		for buffer := bufio.NewReader(resp.Body); ; {
			data, err := next(buffer)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, &url.Error{Op: r.method, URL: r.shown, Err: err})
				return
			}
			if len(data) == 0 {
				continue
			}
			item := new(T)
			if err := read(item, data); err != nil {
				yield(nil, newError(&r, resp, data, err))
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// valuesOf turns a sequence of pointers into one of values.
func valuesOf[T any](items iter.Seq2[*T, error]) iter.Seq2[T, error] {
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
