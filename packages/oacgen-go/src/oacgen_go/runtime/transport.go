package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// core is what the services of a client share.
type core struct {
	settings settings
	security [][]string // of operations that do not name their own
}

var errNull = errors.New("null, where an object is due")

// fetch sends r, and reads the body of the response into value, a pointer. (All
// pointers share the code of a generic function; structs would have a copy each.)
func fetch[P readable](ctx context.Context, c *core, r *request, options []Option, value P) (P, error) {
	err := c.receive(ctx, r, options, func(data []byte) error {
		if string(bytes.TrimSpace(data)) == "null" {
			return errNull
		}
		return readInto(data, value)
	})
	if err != nil {
		var none P
		return none, err
	}
	return value, nil
}

// fetchValue is fetch for what is no struct.
func fetchValue[T any](ctx context.Context, c *core, r *request, options []Option, read func(*T, []byte) error) (T, error) {
	var value T
	err := c.receive(ctx, r, options, func(data []byte) error { return read(&value, data) })
	return value, err
}

// fetchText returns the body of the response as it is.
func fetchText(ctx context.Context, c *core, r *request, options []Option) (text string, err error) {
	err = c.receive(ctx, r, options, func(data []byte) error {
		text = string(data)
		return nil
	})
	return text, err
}

func (c *core) receive(ctx context.Context, r *request, options []Option, read func([]byte) error) error {
	r.whole = true
	resp, err := c.do(ctx, r, options)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(r.data))
	data := r.data
	if len(data) == 0 && (r.bodiless || r.method == http.MethodHead) {
		return nil
	}
	if err := r.notAgain(data); err != nil {
		return err
	}
	if err := read(data); err != nil {
		return newError(r, resp, data, err)
	}
	return nil
}

// exec sends r, and ignores the body of the response.
func (c *core) exec(ctx context.Context, r *request, options []Option) error {
	resp, err := c.do(ctx, r, options)
	if err != nil {
		return err
	}
	_, err = r.readBody(resp, maxIgnored)
	return err
}

const (
	maxIgnored = 1 << 20 // of a body that nobody asked for
	maxError   = 1 << 20 // of the body of an error
	maxDrained = 64 << 10
)

// do returns a response with a status of 2xx, whose body the caller closes.
func (c *core) do(ctx context.Context, r *request, options []Option) (*http.Response, error) {
	s, err := c.settings.with(options)
	if err != nil {
		return nil, err
	}
	if r.err != nil {
		return nil, r.err
	}
	if r.security == nil {
		r.security = c.security
	}
	cancel := func() {}
	if s.timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, s.timeout)
	}
	resp, err := s.persist(ctx, r)
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &timed{resp.Body, cancel}
	if s.response != nil {
		*s.response = resp
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		data, err := r.readBody(resp, maxError)
		if err != nil {
			return nil, err
		}
		return nil, newError(r, resp, data, nil)
	}
	return resp, nil
}

// persist sends r until it is answered, or another attempt is not worth it.
func (s *settings) persist(ctx context.Context, r *request) (*http.Response, error) {
	renewed := false
	for attempt := 0; ; {
		req, err := r.build(ctx, s)
		if err != nil {
			return nil, err
		}
		used, err := s.authorize(req, r.security)
		if err != nil {
			closeBody(req)
			return nil, err
		}
		resp, err := s.attempt(req, r)
		if err == nil && r.whole && resp.StatusCode/100 == 2 {
			if r.data, err = r.readBody(resp, -1); err != nil {
				resp = nil // an answer that broke off is none
			}
		}
		if err == nil && resp.StatusCode == http.StatusUnauthorized && !renewed && !r.body.once {
			if renewed, err = s.renew(ctx, used); err != nil {
				return nil, r.notRenewed(resp, err)
			}
			if renewed {
				discard(resp)
				continue
			}
		}
		wait, again := s.wait(r, attempt, resp, err)
		if !again || ctx.Err() != nil {
			return resp, err
		}
		if resp != nil {
			discard(resp)
		}
		if err := pause(ctx, wait); err != nil {
			return nil, &url.Error{Op: r.method, URL: r.shown, Err: err}
		}
		attempt++
	}
}

// notRenewed is the error of a call that was refused, with what kept its
// credential from being renewed.
func (r *request) notRenewed(resp *http.Response, cause error) error {
	data, err := r.readBody(resp, maxError)
	if err != nil || errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return errors.Join(newError(r, resp, data, nil), cause)
}

// attempt sends req once, through the middleware.
func (s *settings) attempt(req *http.Request, r *request) (*http.Response, error) {
	client := *s.client
	client.CheckRedirect = s.redirect
	next := client.Do
	for _, m := range slices.Backward(s.middleware) {
		inner := next
		next = func(req *http.Request) (*http.Response, error) { return m(req, inner) }
	}
	resp, err := next(req)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			failed.URL = r.shown
		}
		return nil, err
	}
	if resp.Request == nil { // what a response made by hand may lack
		resp.Request = req
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	return resp, nil
}

// redirect follows where the method stays the same, and keeps credentials to
// the host that they are for.
func (s *settings) redirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	if req.Method != first.Method {
		return http.ErrUseLastResponse
	}
	if req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme && req.URL.Scheme != "https" {
		for _, scheme := range s.schemes {
			req.Header.Del(scheme.header)
		}
	}
	if s.client.CheckRedirect != nil {
		return s.client.CheckRedirect(req, via)
	}
	if len(via) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// readBody reads up to limit bytes (-1: all), and leaves a copy to be read again.
func (r *request) readBody(resp *http.Response, limit int64) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	var body io.Reader = resp.Body
	if limit >= 0 {
		body = io.LimitReader(body, limit)
	}
	var buffer bytes.Buffer
	if size := resp.ContentLength; size > 0 && size < 1<<26 {
		buffer.Grow(int(size) + bytes.MinRead)
	}
	if _, err := buffer.ReadFrom(body); err != nil {
		return nil, &url.Error{Op: r.method, URL: r.shown, Err: err}
	}
	resp.Body = io.NopCloser(bytes.NewReader(buffer.Bytes()))
	return buffer.Bytes(), nil
}

// discard reads a little of the body, so that the connection can be used again.
func discard(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, maxDrained)
	_ = resp.Body.Close()
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// timed is a body that ends the time limit of its call when it is closed.
type timed struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (t *timed) Close() error {
	defer t.cancel()
	return t.ReadCloser.Close()
}
