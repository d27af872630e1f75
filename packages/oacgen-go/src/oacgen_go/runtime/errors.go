package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Error is a response whose status is not 2xx, or whose body is not what the
// document promises.
type Error struct {
	StatusCode int
	Method     string
	URL        string // without credentials
	Header     http.Header
	Body       []byte // up to 1 MiB

	// Detail is what the server says of the whole request: {"detail": "Not found."}.
	Detail string
	// Fields holds the messages of fields. A nested field is named by its path:
	// "address.city", "items.0.name".
	Fields map[string][]string
	// NonFieldErrors holds the messages of {"non_field_errors": [...]} or of a bare array.
	NonFieldErrors []string

	// Err tells why a response with a status of 2xx could not be read.
	Err error
}

// Error returns the request, the status, and what the server says.
func (e *Error) Error() string {
	said := []string{fmt.Sprintf("%s %s: %d %s", e.Method, e.URL, e.StatusCode, http.StatusText(e.StatusCode))}
	if e.Detail != "" {
		said = append(said, e.Detail)
	}
	said = append(said, e.NonFieldErrors...)
	for _, field := range sortedKeys(e.Fields) {
		said = append(said, field+": "+strings.Join(e.Fields[field], " "))
	}
	if e.Err != nil {
		said = append(said, e.Err.Error())
	}
	if len(said) == 1 && len(e.Body) > 0 {
		said = append(said, fmt.Sprintf("%.200q", e.Body))
	}
	return strings.Join(said, "; ")
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// Decode reads the body of the [*Error] in err as a T. It reports whether there
// is such a body.
func Decode[T any](err error) (T, bool) {
	var body T
	var e *Error
	ok := errors.As(err, &e) && json.Unmarshal(e.Body, &body) == nil
	return body, ok
}

func newError(r *request, resp *http.Response, body []byte, err error) *Error {
	e := &Error{
		StatusCode: resp.StatusCode,
		Method:     r.method,
		URL:        r.shown,
		Header:     resp.Header,
		Body:       body,
		Err:        err,
	}
	if err == nil && json.Valid(body) {
		e.explain(body)
	}
	return e
}

// explain understands the errors of Django REST framework, of
// drf-standardized-errors, and problem details (RFC 9457).
func (e *Error) explain(body json.RawMessage) {
	object, isObject := objectOf(body)
	if !isObject {
		e.collect("", body)
		return
	}
	e.Detail = firstText(object, "detail", "title", "message", "error")
	for _, name := range []string{"errors", "invalid_params", "invalid-params"} {
		if e.collectEntries(object[name]) {
			return
		}
	}
	e.collect("", body)
}

// collectEntries reads a list that tells for each entry where and what.
func (e *Error) collectEntries(list json.RawMessage) bool {
	var entries []map[string]json.RawMessage
	if json.Unmarshal(list, &entries) != nil || len(entries) == 0 {
		return false
	}
	for _, entry := range entries {
		e.add(firstText(entry, "attr", "name", "field", "pointer"), firstText(entry, "detail", "reason", "message", "msg"))
	}
	return true
}

// collect sorts the messages in data, which stands at path, into e.
func (e *Error) collect(path string, data json.RawMessage) {
	below := path
	if below != "" {
		below += "."
	}
	if object, ok := objectOf(data); ok {
		for _, key := range sortedKeys(object) {
			// Beside a detail only lists are messages: a text there is a code.
			if value := object[key]; e.Detail == "" || value[0] == '{' || value[0] == '[' {
				e.collect(below+key, value)
			}
		}
		return
	}
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil || list == nil {
		e.add(path, messageOf(data))
		return
	}
	for i, item := range list {
		if item[0] == '{' || item[0] == '[' {
			e.collect(below+strconv.Itoa(i), item)
		} else {
			e.add(path, messageOf(item))
		}
	}
}

func (e *Error) add(path, message string) {
	switch {
	case message == "":
	case path == "" || path == "non_field_errors":
		e.NonFieldErrors = append(e.NonFieldErrors, message)
	default:
		if e.Fields == nil {
			e.Fields = map[string][]string{}
		}
		e.Fields[path] = append(e.Fields[path], message)
	}
}

func objectOf(data json.RawMessage) (map[string]json.RawMessage, bool) {
	var object map[string]json.RawMessage
	err := json.Unmarshal(data, &object)
	return object, err == nil && object != nil
}

// messageOf returns the text in data, or data itself where it is no text.
func messageOf(data json.RawMessage) string {
	var message string
	if json.Unmarshal(data, &message) != nil {
		message = string(data)
	}
	return message
}

func firstText(object map[string]json.RawMessage, keys ...string) string {
	for _, key := range keys {
		var value string
		if json.Unmarshal(object[key], &value) == nil && value != "" {
			return value
		}
	}
	return ""
}

func sortedKeys[T any](object map[string]T) []string {
	return slices.Sorted(maps.Keys(object))
}
