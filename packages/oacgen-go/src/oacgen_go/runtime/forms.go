package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"strings"
)

// File is a file to upload. Its content is streamed. Where it is an io.Seeker
// (an *os.File, a *bytes.Reader), the length is sent too, and a retry is
// possible.
type File struct {
	Name        string // "file" unless set
	ContentType string // application/octet-stream unless set
	Content     io.Reader
}

// MarshalJSON fails, since no file can be part of JSON.
func (f File) MarshalJSON() ([]byte, error) {
	return nil, errors.New("api: a file cannot be part of JSON")
}

// UnmarshalJSON reads what a server shows of a file, as its name.
func (f *File) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &f.Name) }

var quoted = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")

func (f File) name() string {
	if f.Name == "" {
		return "file"
	}
	return f.Name
}

// form collects the fields of a body, in the spelling of Django REST framework:
// a nested field is "address.city" or "items[0]name", and null is empty.
type form struct {
	fields []formField
	kinds  map[string]string // what leads to any JSON: "items" to "Item", "Item.meta" to "json"
	files  bool
	err    error
}

type formField struct {
	name        string
	value       string
	contentType string
	file        *File
}

func (f *form) add(name, value string) {
	f.fields = append(f.fields, formField{name: name, value: value})
}

func (f *form) file(name string, file File) {
	if file.Content == nil {
		f.err = fmt.Errorf("api: the file %q has no content", name)
	}
	f.fields = append(f.fields, formField{name: name, file: &file})
	f.files = true
}

func (f *form) fileOpt(name string, o Opt[File]) {
	if o.state == set {
		f.file(name, o.value)
	} else if o.state == null {
		f.add(name, "")
	}
}

func (f *form) fileEach(name string, files []File) {
	for _, file := range files {
		f.file(name, file)
	}
}

func formOpt[T any](f *form, name string, o Opt[T], format func(T) string) {
	if o.state == set {
		f.add(name, format(o.value))
	} else if o.state == null {
		f.add(name, "")
	}
}

func formEach[T any](f *form, name string, values []T, format func(T) string) {
	for _, value := range values {
		f.add(name, format(value))
	}
}

// json adds JSON text, as a field that takes any JSON reads it.
func (f *form) json(name string, data json.RawMessage) {
	if data != nil {
		f.fields = append(f.fields, formField{name: name, value: string(data), contentType: "application/json"})
	}
}

// raw returns the JSON of a value, and nothing for null.
func raw[T any](value T) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil || string(data) == "null" {
		return nil
	}
	return data
}

func rawOpt[T any](o Opt[T]) json.RawMessage {
	if o.state == null {
		return json.RawMessage("null")
	}
	return raw(o)
}

// nested adds an object or array, from its JSON; nothing where there is none.
func (f *form) nested(name string, data []byte, err error) {
	if err != nil {
		f.err = err
		return
	}
	if string(data) == "null" {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := f.spread(place{name: name, kind: f.kinds[name]}, decoder); err != nil {
		f.err = err
	}
}

// marshal writes a value through encoding/json.
func marshal[T any](value *T) ([]byte, error) { return json.Marshal(value) }

func formNested[T any](f *form, name string, value *T, write func(*T) ([]byte, error)) {
	data, err := write(value)
	f.nested(name, data, err)
}

func formNestedOpt[T any](f *form, name string, o *Opt[T], write func(*T) ([]byte, error)) {
	if o.state == set {
		formNested(f, name, &o.value, write)
	} else if o.state == null {
		f.add(name, "")
	}
}

// place is where a value stands in a form: its name, what kinds knows of it, and
// whether it is inside an array.
type place struct {
	name, kind string
	listed     bool
}

func (f *form) member(at place, key string) place {
	separator := "."
	if at.listed && strings.HasSuffix(at.name, "]") {
		separator = ""
	}
	at.name += separator + key
	if at.kind != "" {
		at.kind = f.kinds[at.kind+"."+key]
	}
	return at
}

// spread adds the next value that decoder reads.
func (f *form) spread(at place, decoder *json.Decoder) error {
	if at.kind == "json" {
		var data json.RawMessage
		err := decoder.Decode(&data)
		f.json(at.name, data)
		return err
	}
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return f.spreadObject(at, decoder)
	case json.Delim('['):
		return f.spreadArray(at, decoder)
	case nil:
		f.add(at.name, "")
	default:
		f.add(at.name, fmt.Sprint(token))
	}
	return nil
}

func (f *form) spreadObject(at place, decoder *json.Decoder) error {
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		if err := f.spread(f.member(at, fmt.Sprint(key)), decoder); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return err
}

// spreadArray numbers objects and arrays; plain values repeat the name. Inside
// an array they are numbered too, as only the last value of a name is read there.
func (f *form) spreadArray(at place, decoder *json.Decoder) error {
	for i := 0; decoder.More(); i++ {
		start := len(f.fields)
		item := place{fmt.Sprintf("%s[%d]", at.name, i), at.kind, true}
		if err := f.spread(item, decoder); err != nil {
			return err
		}
		if added := f.fields[start:]; !at.listed && len(added) == 1 && added[0].name == item.name {
			added[0].name = at.name
		}
	}
	_, err := decoder.Token()
	return err
}

// urlencoded is the body of a form without files.
func (f *form) urlencoded() body {
	var q query
	for _, field := range f.fields {
		q.add(field.name, field.value)
	}
	return bytesBody("application/x-www-form-urlencoded", []byte(q))
}

// multipart is the body of a form with files, in pieces: text, and files that
// are read while they are sent.
func (f *form) multipart() (body, error) {
	var text bytes.Buffer
	var pieces []piece
	writer := multipart.NewWriter(&text)
	for _, field := range f.fields {
		header := textproto.MIMEHeader{}
		disposition := `form-data; name="` + quoted.Replace(field.name) + `"`
		if field.file != nil {
			disposition += `; filename="` + quoted.Replace(field.file.name()) + `"`
			field.contentType = cmp.Or(field.file.ContentType, field.contentType, "application/octet-stream")
		}
		header.Set("Content-Disposition", disposition)
		if field.contentType != "" {
			header.Set("Content-Type", field.contentType)
		}
		part, err := writer.CreatePart(header)
		if err == nil {
			_, err = io.WriteString(part, field.value)
		}
		if err != nil {
			return body{}, err
		}
		if field.file != nil {
			pieces = append(pieces, textPiece(&text), filePiece(field.file.Content))
		}
	}
	err := writer.Close()
	return stream(writer.FormDataContentType(), append(pieces, textPiece(&text))), err
}

// fillable is a pointer to what can be sent as a form.
type fillable interface{ form(f *form) }

// filled returns the form of value, and whether there is one: not of nil.
func filled(r *request, value fillable) (*form, bool) {
	f := &form{}
	if reflect.ValueOf(value).IsNil() {
		return f, false
	}
	value.form(f)
	if f.err != nil {
		r.err = f.err
	}
	return f, r.err == nil
}

// sendForm sets the body: a form where it has a file, and JSON where it has none.
func sendForm[P interface {
	fillable
	writable
}](r *request, value P) {
	f, ok := filled(r, value)
	switch {
	case ok && f.files:
		r.body, r.err = f.multipart()
	case ok:
		send(r, "application/json", value)
	}
}

// sendMultipart sets the body to a form, with files or without.
func sendMultipart(r *request, value fillable) {
	if f, ok := filled(r, value); ok {
		r.body, r.err = f.multipart()
	}
}

// sendURLEncoded sets the body to a form without files.
func sendURLEncoded(r *request, value fillable) {
	if f, ok := filled(r, value); ok {
		r.body = f.urlencoded()
	}
}

// sendFile sets the body to a file.
func (r *request) sendFile(contentType string, file File) {
	if file.Content == nil {
		return
	}
	if file.ContentType != "" {
		contentType = file.ContentType
	}
	r.body = stream(contentType, []piece{filePiece(file.Content)})
}

// sendText sets the body to text.
func (r *request) sendText(contentType, text string) {
	r.body = bytesBody(contentType, []byte(text))
}
