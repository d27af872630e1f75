package api

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// style is how a list or an object is written as parameters or as fields of a
// form. A value is taken apart through its JSON, so it may be of any type. Any
// style but exploded and deep is what stands between the parts, as a query has
// it.
type style string

const (
	exploded style = "&"  // a parameter for each part
	deep     style = "[]" // a parameter for each part, named by its path
	commas   style = ","
	spaces   style = "%20"
	pipes    style = "%7C"
)

// pair is a parameter, and the parts of its value.
type pair struct {
	name  string
	parts []string
}

// pairs writes the value in data. What is null in an object or list is left out.
func (s style) pairs(name string, data json.RawMessage) []pair {
	keys, values := apart(data)
	switch {
	case values == nil && (isComposite(data) || string(data) == "null"):
		return nil
	case values == nil:
		return []pair{{name, []string{messageOf(data)}}}
	case s == deep:
		return deepPairs(name, keys, values)
	case s == exploded:
		return explodedPairs(name, keys, values)
	default:
		return []pair{{name, flat(keys, values)}}
	}
}

func deepPairs(name string, keys []string, values []json.RawMessage) (list []pair) {
	for i, value := range values {
		inner := name
		if keys != nil {
			inner += "[" + keys[i] + "]"
		}
		list = append(list, deep.pairs(inner, value)...)
	}
	return list
}

func explodedPairs(name string, keys []string, values []json.RawMessage) (list []pair) {
	for i, value := range values {
		if keys == nil {
			list = append(list, pair{name, []string{messageOf(value)}})
		} else if below, items := apart(value); items != nil && below == nil {
			list = append(list, explodedPairs(keys[i], nil, items)...)
		} else {
			list = append(list, pair{keys[i], []string{messageOf(value)}})
		}
	}
	return list
}

// flat lists the values, each behind its key if it has one.
func flat(keys []string, values []json.RawMessage) (parts []string) {
	for i, value := range values {
		if keys != nil {
			parts = append(parts, keys[i])
		}
		parts = append(parts, messageOf(value))
	}
	return parts
}

func isComposite(data json.RawMessage) bool {
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

// apart returns the values of an object or list that are not null, in their
// order, with their keys if it is an object; nothing if it is neither.
func apart(data json.RawMessage) (keys []string, values []json.RawMessage) {
	if !isComposite(data) {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	_, _ = decoder.Token() // it is JSON that was just written
	for decoder.More() {
		key := ""
		if data[0] == '{' {
			token, _ := decoder.Token()
			key, _ = token.(string)
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			break
		}
		if string(value) == "null" {
			continue
		}
		values = append(values, value)
		if data[0] == '{' {
			keys = append(keys, key)
		}
	}
	return keys, values
}

// --- In a query

// addStyled adds a value to the query; nothing where it is absent.
func addStyled[T any](r *request, name string, s style, o Opt[T]) {
	switch o.state {
	case null:
		r.query.add(name, "null")
	case set:
		for _, one := range s.pairs(name, jsonOf(r, o.value)) {
			r.query.raw(url.QueryEscape(one.name), joinEscaped(one.parts, string(s), url.QueryEscape))
		}
	}
}

func joinEscaped(parts []string, separator string, escape func(string) string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = escape(part)
	}
	return strings.Join(escaped, separator)
}

// unescaped are the reserved characters that mean nothing inside a query.
var unescaped = strings.NewReplacer(
	"%21", "!", "%24", "$", "%27", "'", "%28", "(", "%29", ")", "%2A", "*", "%2C", ",", "%2F", "/",
	"%3A", ":", "%3B", ";", "%3D", "=", "%3F", "?", "%40", "@", "%5B", "[", "%5D", "]",
)

// reserved leaves reserved characters as they are in the values that add adds.
func (r *request) reserved(add func()) {
	before := r.query
	r.query = ""
	add()
	added := r.query
	r.query = before
	for _, parameter := range strings.Split(string(added), "&") {
		if name, value, ok := strings.Cut(parameter, "="); ok {
			r.query.raw(name, unescaped.Replace(value))
		}
	}
}

// --- In a path

// segment is a plain value of a path, escaped.
func segment(text string) string { return url.PathEscape(text) }

// expand is a value of a path in a style of its own, escaped. The style is
// "simple", "label" or "matrix". It is empty where the value is.
func expand[T any](r *request, style, name string, explode bool, value T) string {
	data := jsonOf(r, value)
	keys, values := apart(data)
	if values == nil && !isComposite(data) {
		values = []json.RawMessage{data}
	}
	parts := make([]string, len(values))
	for i, value := range values {
		parts[i] = url.PathEscape(messageOf(value))
		if keys != nil && explode {
			parts[i] = url.PathEscape(keys[i]) + "=" + parts[i]
		} else if keys != nil {
			parts[i] = url.PathEscape(keys[i]) + "," + parts[i]
		}
	}
	if strings.Join(parts, "") == "" {
		return ""
	}
	return inStyle(parts, style, url.PathEscape(name), explode, keys != nil)
}

func inStyle(parts []string, style, name string, explode, isObject bool) string {
	switch {
	case style == "simple":
		return strings.Join(parts, ",")
	case style == "label" && explode:
		return "." + strings.Join(parts, ".")
	case style == "label":
		return "." + strings.Join(parts, ",")
	case explode && isObject:
		return ";" + strings.Join(parts, ";")
	case explode:
		return ";" + name + "=" + strings.Join(parts, ";"+name+"=")
	default:
		return ";" + name + "=" + strings.Join(parts, ",")
	}
}

// --- In a header or a cookie

// listed is the text of a value in a header: "a,1,b,2", exploded "a=1,b=2".
func listed[T any](r *request, explode bool, value T) string {
	data := jsonOf(r, value)
	keys, values := apart(data)
	if !isComposite(data) {
		return messageOf(data)
	}
	parts := flat(keys, values)
	if keys != nil && explode {
		for i, key := range keys {
			parts[i] = key + "=" + messageOf(values[i])
		}
		parts = parts[:len(keys)]
	}
	return strings.Join(parts, ",")
}

func setHeaderStyled[T any](r *request, name string, explode bool, o Opt[T]) {
	setHeaderOpt(r, name, o, func(value T) string { return listed(r, explode, value) })
}

func setCookieStyled[T any](r *request, name string, explode bool, o Opt[T]) {
	setCookieOpt(r, name, o, func(value T) string { return listed(r, explode, value) })
}

// --- In a form

// formStyled adds a value in a style that the document asks for; null is empty.
func formStyled[T any](f *form, name string, s style, o Opt[T]) {
	switch o.state {
	case null:
		f.add(name, "")
	case set:
		data, err := json.Marshal(o.value)
		if err != nil {
			f.err = err
			return
		}
		for _, one := range s.pairs(name, data) {
			f.add(one.name, strings.Join(one.parts, s.plain()))
		}
	}
}

// plain returns what stands between parts, not escaped.
func (s style) plain() string {
	switch s {
	case spaces:
		return " "
	case pipes:
		return "|"
	default:
		return ","
	}
}

// typed says what the fields of a name are, where they do not say it themselves.
func (f *form) typed(name, contentType string) {
	for i := range f.fields {
		field := &f.fields[i]
		if field.name == name && field.contentType == "" {
			field.contentType = contentType
		}
	}
}
