package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

var errNoHost = errors.New("a base URL needs a scheme and a host")

// request is a call as an operation describes it.
type request struct {
	method string
	path   string // escaped
	query  query
	header http.Header
	accept string
	body   body
	// security lists alternatives: the names of schemes that go together. An
	// empty alternative needs none; without any, all credentials are sent.
	security [][]string
	bodiless bool   // an answer may have no body
	whole    bool   // an answer is read before it is returned, into data
	data     []byte // of the last answer
	// turn is the way from page to page, where there is one.
	turn  *turn
	err   error
	shown string // the URL without credentials, once it is built
}

// body opens its content for each attempt.
type body struct {
	contentType string
	open        func() (content io.ReadCloser, size int64, err error) // size -1: unknown
	once        bool                                                  // it cannot be opened again
}

// accepted prefers JSON; a view of Django may refuse a request that takes nothing else.
const accepted = "application/json, */*;q=0.5"

// newRequest puts segments, which are not escaped yet, into the braces of path.
func newRequest(method, path string, segments ...string) *request {
	for i, one := range segments {
		segments[i] = segment(one)
	}
	r := &request{method: method, accept: accepted, header: http.Header{}}
	r.fill(path, segments...)
	return r
}

// fill sets the path, with segments that are escaped in its braces.
func (r *request) fill(path string, segments ...string) {
	for _, segment := range segments {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		if segment == "" || segment == "." || segment == ".." {
			r.err = fmt.Errorf("api: %s of %s cannot be %q", name, r.method, segment)
		}
		r.path += before + segment
		path = after
	}
	r.path += path
}

// secure names the schemes of an operation that differs from the others.
func (r *request) secure(alternatives ...[]string) { r.security = alternatives }

// build makes the request of one attempt, without credentials.
func (r *request) build(ctx context.Context, s *settings) (*http.Request, error) {
	target := *s.base
	path := strings.TrimSuffix(target.EscapedPath(), "/") + r.path
	var err error
	if target.Path, err = url.PathUnescape(path); err != nil {
		return nil, err
	}
	target.RawPath = path
	target.RawQuery = strings.Join(slices.DeleteFunc([]string{target.RawQuery, string(r.query)}, isEmpty), "&")
	r.shown = target.Redacted()
	req, err := http.NewRequestWithContext(ctx, r.method, target.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", r.accept)
	for _, header := range []http.Header{r.header, s.header} {
		for name, values := range header {
			req.Header[name] = slices.Clone(values)
		}
	}
	if r.body.open != nil {
		req.Header.Set("Content-Type", r.body.contentType)
		req.Body, req.ContentLength, err = r.body.open()
	}
	return req, err
}

func isEmpty(text string) bool { return text == "" }

// --- Bodies

func bytesBody(contentType string, data []byte) body {
	return body{
		contentType: contentType,
		open: func() (io.ReadCloser, int64, error) {
			return io.NopCloser(bytes.NewReader(data)), int64(len(data)), nil
		},
	}
}

// sendValue is send for what is no struct.
func sendValue[T any](r *request, contentType string, value *T, write func(*T) ([]byte, error)) {
	data, err := write(value)
	r.sendJSON(contentType, data, err)
}

func (r *request) sendJSON(contentType string, data []byte, err error) {
	if err != nil {
		r.err = err
	}
	r.body = bytesBody(contentType, data)
}

// --- Parameters

// apply puts parameters, a pointer, into r; a nil pointer has none.
func apply(r *request, params interface{ apply(r *request) }) {
	if !reflect.ValueOf(params).IsNil() {
		params.apply(r)
	}
}

// query is the part of a URL behind the question mark.
type query string

func (q *query) add(name, value string) { q.raw(url.QueryEscape(name), url.QueryEscape(value)) }

// raw adds what is escaped already.
func (q *query) raw(name, value string) {
	if *q != "" {
		*q += "&"
	}
	*q += query(name + "=" + value)
}

// set replaces or adds a parameter.
func (q *query) set(name, value string) {
	prefix := url.QueryEscape(name) + "="
	pairs := strings.Split(string(*q), "&")
	pairs = slices.DeleteFunc(pairs, func(pair string) bool { return pair == "" || strings.HasPrefix(pair, prefix) })
	*q = query(strings.Join(append(pairs, prefix+url.QueryEscape(value)), "&"))
}

// get returns the first value of a parameter, or "".
func (q query) get(name string) string {
	values, _ := url.ParseQuery(string(q))
	return values.Get(name)
}

func addOpt[T any](q *query, name string, o Opt[T], format func(T) string) {
	if text, ok := optText(o, format); ok {
		q.add(name, text)
	}
}

// addEach repeats the parameter for each value.
func addEach[T any](q *query, name string, values []T, format func(T) string) {
	for _, value := range values {
		q.add(name, format(value))
	}
}

func (r *request) setHeader(name, value string) { r.header.Set(name, value) }

func setHeaderOpt[T any](r *request, name string, o Opt[T], format func(T) string) {
	if text, ok := optText(o, format); ok {
		r.header.Set(name, text)
	}
}

func (r *request) setCookie(name, value string) {
	pair := (&http.Cookie{Name: name, Value: value}).String()
	if pair == "" {
		r.err = fmt.Errorf("api: %q cannot be the name of a cookie", name)
	}
	r.header.Set("Cookie", strings.TrimPrefix(r.header.Get("Cookie")+"; "+pair, "; "))
}

func setCookieOpt[T any](r *request, name string, o Opt[T], format func(T) string) {
	if text, ok := optText(o, format); ok {
		r.setCookie(name, text)
	}
}

// given makes a list or map an Opt, absent where it is nil.
func given[T any](value T) Opt[T] {
	if data, err := json.Marshal(value); err == nil && string(data) == "null" {
		return Opt[T]{}
	}
	return Some(value)
}

// optText returns the text of o, and whether it is to be sent.
func optText[T any](o Opt[T], format func(T) string) (string, bool) {
	switch o.state {
	case set:
		return format(o.value), true
	case null:
		return "null", true
	default:
		return "", false
	}
}

// --- Values as text

func text[T ~string](v T) string { return string(v) }

func integer[T ~int | ~int64](v T) string { return strconv.FormatInt(int64(v), 10) }

func unsigned(v uint64) string { return strconv.FormatUint(v, 10) }

func number[T ~float64](v T) string { return strconv.FormatFloat(float64(v), 'f', -1, 64) }

// jsonText makes a function that writes a value as JSON.
func jsonText[T any](r *request) func(T) string {
	return func(value T) string { return string(jsonOf(r, value)) }
}

func jsonOf[T any](r *request, value T) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		r.err = err
	}
	return data
}

func base64Text(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func instant(t time.Time) string { return formatDateTime(t) }

func moment(t DateTime) string { return formatDateTime(t.Time) }
