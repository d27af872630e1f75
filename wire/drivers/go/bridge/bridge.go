// Package bridge lets a driver call a generated client by names. A copy of it is made for each
// generated package, with that package's path in place of example.com/wire/api.
package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	api "example.com/wire/api"
)

// Plain is a name without case and separators, by which all languages agree.
func Plain(name string) string {
	keep := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToLower(name))
}

// Renewal is a call that gets another secret.
type Renewal struct {
	Body  json.RawMessage `json:"body"`
	Field string          `json:"field"`
	Operation
}

// Operation is where a call finds its method.
type Operation struct {
	Tag        string            `json:"tag"`
	Action     string            `json:"action"`
	TakesBody  bool              `json:"takes_body"`
	TakesQuery bool              `json:"takes_query"`
	Errors     map[string]string `json:"errors"`
}

// Credentials are a security scheme and its secret.
type Credentials struct {
	Scheme   string   `json:"scheme"`
	Secret   string   `json:"secret"`
	Secrets  []string `json:"secrets"`
	Username string   `json:"username"`
	Password string   `json:"password"`
	Refresh  *Renewal `json:"refresh"`
}

// Settings are those of a client or of a call.
type Settings struct {
	Auth    []Credentials     `json:"auth"`
	Headers map[string]string `json:"headers"`
	Timeout *float64          `json:"timeout"`
	Retries *int              `json:"retries"`
	Base    string            `json:"base"`
	Hooks   *struct {
		Header [2]string `json:"header"`
	} `json:"hooks"`
	Transport *struct {
		Status int             `json:"status"`
		JSON   json.RawMessage `json:"json"`
	} `json:"transport"`
}

// Step is a call.
type Step struct {
	Operation
	Path       []json.RawMessage          `json:"path"`
	Query      map[string]json.RawMessage `json:"query"`
	Body       json.RawMessage            `json:"body"`
	How        string                     `json:"how"`
	Take       *int                       `json:"take"`
	Parallel   int                        `json:"parallel"`
	AbortAfter *float64                   `json:"abort_after"`
	Options    Settings                   `json:"options"`
	Variants   []string                   `json:"variants"`
}

// Client is a generated client and the server that it calls.
type Client struct {
	client *api.Client
	base   string
	seen   []string
}

// Seen is what hooks have seen.
func (c *Client) Seen() []string { return c.seen }

// New makes a client as a scenario wants it.
func New(base string, given json.RawMessage) (*Client, error) {
	var settings Settings
	if err := json.Unmarshal(given, &settings); err != nil {
		return nil, err
	}
	c := &Client{base: base, seen: []string{}}
	options := c.options(settings)
	if settings.Hooks != nil {
		options = append(options, api.WithMiddleware(c.watch(settings.Hooks.Header)))
	}
	if settings.Transport != nil {
		canned := func(req *http.Request) (*http.Response, error) {
			body := io.NopCloser(strings.NewReader(string(settings.Transport.JSON)))
			return &http.Response{StatusCode: settings.Transport.Status, Header: http.Header{}, Body: body, Request: req}, nil
		}
		options = append(options, api.WithHTTPClient(&http.Client{Transport: roundTripper(canned)}))
	}
	var err error
	c.client, err = api.New(base+settings.Base, options...)
	return c, err
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func (c *Client) watch(header [2]string) api.Middleware {
	return func(req *http.Request, next func(*http.Request) (*http.Response, error)) (*http.Response, error) {
		req.Header.Set(header[0], header[1])
		c.seen = append(c.seen, req.Method)
		resp, err := next(req)
		if err == nil {
			c.seen = append(c.seen, resp.Status[:3])
		}
		return resp, err
	}
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

func (c *Client) options(settings Settings) []api.Option {
	var options []api.Option
	for _, one := range settings.Auth {
		options = append(options, schemes[Plain(one.Scheme)](c.credential(one)))
	}
	for name, value := range settings.Headers {
		options = append(options, api.WithHeader(name, value))
	}
	if settings.Timeout != nil {
		options = append(options, api.WithTimeout(seconds(*settings.Timeout)))
	}
	if settings.Retries != nil {
		options = append(options, api.WithRetries(*settings.Retries))
	}
	return options
}

func (c *Client) credential(given Credentials) *api.Credential {
	switch {
	case given.Username != "":
		return api.Basic(given.Username, given.Password)
	case given.Refresh != nil:
		return api.Refreshing(given.Secret, func(ctx context.Context) (string, error) {
			visitor, err := api.New(c.base)
			if err != nil {
				return "", err
			}
			renewal := given.Refresh
			told, err := (&Client{client: visitor}).call(ctx, Step{Operation: renewal.Operation, Body: renewal.Body})
			if err != nil {
				return "", err
			}
			var fields map[string]string
			err = json.Unmarshal(told.(json.RawMessage), &fields)
			return fields[renewal.Field], err
		})
	case len(given.Secrets) > 0:
		left := given.Secrets
		return api.Dynamic(func(context.Context) (string, error) {
			secret := left[0]
			if len(left) > 1 {
				left = left[1:]
			}
			return secret, nil
		})
	}
	return api.Static(given.Secret)
}

// Play makes a call; the outcome has result or error.
func (c *Client) Play(given json.RawMessage) map[string]any {
	var step Step
	if err := json.Unmarshal(given, &step); err != nil {
		panic(err)
	}
	ctx := context.Background()
	if step.AbortAfter != nil {
		cancelled, cancel := context.WithCancel(ctx)
		defer cancel()
		time.AfterFunc(seconds(*step.AbortAfter), cancel)
		ctx = cancelled
	}
	outcome := map[string]any{}
	result, err := c.call(ctx, step)
	if err != nil {
		outcome["error"] = describe(err, step.Errors)
		return outcome
	}
	if found, ok := result.(withVariants); ok {
		outcome["variants"], result = found.variants, found.result
	}
	outcome["result"] = result
	return outcome
}

type withVariants struct {
	result   json.RawMessage
	variants map[string]string
}

// call finds a method by its name, gives it what it takes, and returns JSON.
func (c *Client) call(ctx context.Context, step Step) (any, error) {
	service := field(reflect.ValueOf(c.client).Elem(), step.Tag)
	action := step.Action
	if step.How == "iterate" {
		action = "all"
	}
	method := methodOf(service, action)
	options := c.options(step.Options)
	if step.Options.Base != "" {
		options = append(options, api.WithBaseURL(c.base+step.Options.Base))
	}
	var raw *http.Response
	if step.How == "raw" {
		options = append(options, api.WithResponse(&raw))
	}
	arguments, err := argumentsOf(ctx, method.Type(), step)
	if err != nil {
		return nil, err
	}
	for _, option := range options {
		arguments = append(arguments, reflect.ValueOf(option))
	}
	results := method.Call(arguments)
	if step.How == "iterate" {
		return taken(results[0], step.Take)
	}
	last := results[len(results)-1]
	if failed, ok := last.Interface().(error); ok && failed != nil {
		return nil, failed
	}
	switch {
	case step.How == "raw":
		return rawOf(raw)
	case len(results) == 1:
		return nil, nil
	case step.How == "download":
		return downloaded(results[0].Interface().(*api.Download))
	}
	data, err := json.Marshal(results[0].Interface())
	if err == nil && len(step.Variants) > 0 {
		return withVariants{data, variantsOf(results[0], step.Variants)}, nil
	}
	return json.RawMessage(data), err
}

func field(value reflect.Value, name string) reflect.Value {
	found := value.FieldByNameFunc(func(one string) bool { return Plain(one) == Plain(name) })
	if !found.IsValid() {
		panic("the driver finds no " + name)
	}
	return found
}

func methodOf(service reflect.Value, name string) reflect.Value {
	for i := range service.NumMethod() {
		if Plain(service.Type().Method(i).Name) == Plain(name) {
			return service.Method(i)
		}
	}
	panic("the driver finds no method " + name)
}

func argumentsOf(ctx context.Context, method reflect.Type, step Step) ([]reflect.Value, error) {
	arguments := []reflect.Value{reflect.ValueOf(ctx)}
	for _, value := range step.Path {
		argument := reflect.New(method.In(len(arguments)))
		if err := json.Unmarshal(value, argument.Interface()); err != nil {
			return nil, err
		}
		arguments = append(arguments, argument.Elem())
	}
	if step.TakesBody {
		body, err := bodyOf(method.In(len(arguments)), step.Body)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, body)
	}
	if step.TakesQuery {
		params, err := paramsOf(method.In(len(arguments)), step.Query)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, params)
	}
	return arguments, nil
}

func paramsOf(pointer reflect.Type, query map[string]json.RawMessage) (reflect.Value, error) {
	if len(query) == 0 {
		return reflect.Zero(pointer), nil
	}
	params := reflect.New(pointer.Elem())
	for name, value := range query {
		if err := json.Unmarshal(value, field(params.Elem(), name).Addr().Interface()); err != nil {
			return params, err
		}
	}
	return params, nil
}

type fileSpec struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Size int    `json:"size"`
}

// bodyOf reads a body; files, which JSON cannot hold, are put in afterwards.
func bodyOf(kind reflect.Type, data json.RawMessage) (reflect.Value, error) {
	if string(data) == "null" || len(data) == 0 {
		return reflect.Zero(kind), nil
	}
	target := reflect.New(kind)
	if kind.Kind() == reflect.Pointer {
		target = reflect.New(kind.Elem())
	}
	files := map[string]fileSpec{}
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) == nil {
		for name, value := range fields {
			var marked struct {
				File *fileSpec `json:"$file"`
			}
			if json.Unmarshal(value, &marked) == nil && marked.File != nil {
				files[name] = *marked.File
				delete(fields, name)
			}
		}
		if len(files) > 0 {
			data, _ = json.Marshal(fields)
		}
	}
	if err := json.Unmarshal(data, target.Interface()); err != nil {
		return target, err
	}
	for name, spec := range files {
		putFile(field(target.Elem(), name), spec)
	}
	if kind.Kind() == reflect.Pointer {
		return target, nil
	}
	return target.Elem(), nil
}

func putFile(target reflect.Value, spec fileSpec) {
	content := spec.Text
	if spec.Size > 0 {
		content = string(make([]byte, spec.Size))
	}
	file := api.File{Name: spec.Name, Content: strings.NewReader(content)}
	if target.Type() == reflect.TypeOf(file) {
		target.Set(reflect.ValueOf(file))
	} else {
		target.Set(reflect.ValueOf(api.Some(file)))
	}
}

// taken reads an iterator, up to a number of items.
func taken(sequence reflect.Value, most *int) (any, error) {
	items := []json.RawMessage{}
	for item, failed := range sequence.Seq2() {
		if err, ok := failed.Interface().(error); ok && err != nil {
			return nil, err
		}
		data, err := json.Marshal(item.Interface())
		if err != nil {
			return nil, err
		}
		items = append(items, data)
		if most != nil && len(items) == *most {
			break
		}
	}
	return items, nil
}

func rawOf(resp *http.Response) (any, error) {
	headers := map[string]string{}
	for name := range resp.Header {
		headers[strings.ToLower(name)] = resp.Header.Get(name)
	}
	text, err := io.ReadAll(resp.Body)
	return map[string]any{"status": resp.StatusCode, "headers": headers, "text": string(text)}, err
}

func downloaded(file *api.Download) (any, error) {
	defer file.Close()
	var content []byte
	var first, last time.Time
	buffer := make([]byte, 64<<10)
	for {
		n, err := file.Read(buffer)
		if n > 0 {
			last = time.Now()
			if first.IsZero() {
				first = last
			}
			content = append(content, buffer[:n]...)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	told := map[string]any{"filename": nil, "size": len(content), "streamed": last.Sub(first) > 200*time.Millisecond}
	if file.Name != "" {
		told["filename"] = file.Name
	}
	if len(content) < 1000 {
		told["text"] = string(content)
	}
	return told, nil
}

// variantsOf names the types that stand at paths of a result, behind the structs of unions.
func variantsOf(result reflect.Value, paths []string) map[string]string {
	found := map[string]string{}
	for _, path := range paths {
		value := result
		for part := range strings.SplitSeq(path, ".") {
			value = reflect.Indirect(value)
			if value.Kind() == reflect.Slice {
				index := 0
				_ = json.Unmarshal([]byte(part), &index)
				value = value.Index(index)
			} else {
				value = field(value, part)
			}
		}
		value = reflect.Indirect(value)
		if value.Kind() == reflect.Struct && value.NumField() == 1 && value.Type().Field(0).Name == "Value" {
			value = reflect.Indirect(value.Field(0).Elem())
		}
		found[path] = strings.Replace(value.Type().Name(), "Unknown", "UnknownVariant", 1)
	}
	return found
}

// describe tells an error in the words that all languages share.
func describe(err error, declared map[string]string) map[string]any {
	var refused *api.Error
	if errors.As(err, &refused) {
		if refused.Err != nil {
			return map[string]any{"kind": "decode", "message": err.Error()}
		}
		return statusError(refused, declared)
	}
	kind := "argument"
	var failed *url.Error
	var broken *net.OpError // what reading a stream fails with
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		kind = "timeout"
	case errors.Is(err, context.Canceled):
		kind = "aborted"
	case errors.As(err, &failed), errors.As(err, &broken), errors.Is(err, io.ErrUnexpectedEOF):
		kind = "connection"
	}
	return map[string]any{"kind": kind, "message": err.Error()}
}

func statusError(e *api.Error, declared map[string]string) map[string]any {
	told := map[string]any{
		"kind":             "status",
		"status":           e.StatusCode,
		"detail":           nil,
		"fields":           map[string][]string{},
		"non_field_errors": []string{},
		"method":           e.Method,
		"body":             string(e.Body),
	}
	if e.Detail != "" {
		told["detail"] = e.Detail
	}
	if e.Fields != nil {
		told["fields"] = e.Fields
	}
	if e.NonFieldErrors != nil {
		told["non_field_errors"] = e.NonFieldErrors
	}
	if json.Valid(e.Body) {
		told["body"] = json.RawMessage(e.Body)
	}
	if len(e.Body) == 0 {
		told["body"] = nil
	}
	if decode, ok := bodies[declared[itoa(e.StatusCode)]]; ok {
		if decode(e) {
			told["typed"] = declared[itoa(e.StatusCode)]
		}
	}
	return told
}

func itoa(n int) string { data, _ := json.Marshal(n); return string(data) }
