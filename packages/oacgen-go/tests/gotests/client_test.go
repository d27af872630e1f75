package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// serve returns a client of a server with this handler.
func serve(t *testing.T, handler http.HandlerFunc, options ...Option) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	options = append([]Option{WithRetryWait(time.Millisecond, 50*time.Millisecond)}, options...)
	client, err := New(server.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

const minimalUser = `{"id":1,"username":"ann","balance":"1.50","avatar":null,"date_joined":"2026-01-02T03:04:05Z","manager":null,"groups":[]}`

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func sentBody(t *testing.T, r *http.Request) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// --- What is sent

func TestPatchSendsWhatIsSet(t *testing.T) {
	for _, test := range []struct {
		name string
		body PatchedUserRequest
		want string
	}{
		{"nothing", PatchedUserRequest{}, `{}`},
		{"empty text", PatchedUserRequest{Email: Some("")}, `{"email":""}`},
		{"null", PatchedUserRequest{Role: Null[RoleEnum](), Address: Null[Address](), Born: Null[Date]()}, `{"role":null,"address":null,"born":null}`},
		{"values", PatchedUserRequest{Role: Some(RoleEnumAdmin), Priority: Some(PriorityEnum3)}, `{"role":"admin","priority":3}`},
		{"nested", PatchedUserRequest{Address: Some(Address{Street: "a\"b", City: "<é>"})}, `{"address":{"street":"a\"b","city":"<é>"}}`},
		{"JSON null", PatchedUserRequest{Settings: json.RawMessage("null")}, `{"settings":null}`},
		{"JSON", PatchedUserRequest{Settings: json.RawMessage(`{"a":[1]}`)}, `{"settings":{"a":[1]}}`},
		{"duration", PatchedUserRequest{SessionLength: Some(Duration(26*time.Hour + 1500*time.Millisecond))}, `{"session_length":"1 02:00:01.5"}`},
		{"date", PatchedUserRequest{Born: Some(Date{2000, 2, 29})}, `{"born":"2000-02-29"}`},
		{"empty lists", PatchedUserRequest{Tags: Some([]string{}), Groups: []string{}}, `{"tags":[],"groups":[]}`},
		{"list null", PatchedUserRequest{Tags: Null[[]string]()}, `{"tags":null}`},
		{"unknown member", PatchedUserRequest{Role: Some(RoleEnum("owner"))}, `{"role":"owner"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sent string
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				sent = sentBody(t, r)
				equal(t, "type", r.Header.Get("Content-Type"), "application/json")
				answer(w, 200, minimalUser)
			})
			must[*User](t)(client.Users.PartialUpdate(t.Context(), 1, &test.body))
			equal(t, "body", normal(t, sent), normal(t, test.want))
		})
	}
}

// normal spells JSON in one way.
func normal(t *testing.T, text string) string {
	t.Helper()
	var buffer bytes.Buffer
	if err := json.Compact(&buffer, []byte(text)); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(buffer.String())
}

func TestRequiredListsAreNeverNull(t *testing.T) {
	var sent string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent = sentBody(t, r)
		answer(w, 201, minimalUser)
	})
	must[*User](t)(client.Users.Create(t.Context(), &UserRequest{Username: "ann", Password: "x"}))
	equal(t, "body", sent, `{"username":"ann","password":"x","groups":[]}`)
}

func TestQuery(t *testing.T) {
	var got *http.Request
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		answer(w, 200, `{"count":0,"results":[]}`)
	})
	must[*PaginatedUserList](t)(client.Users.List(t.Context(), &UsersListParams{
		Search:      Some("a&b=ü"),
		Role:        Some(RoleEnumEditor),
		IDIn:        []int{1, 2},
		Tag:         []string{"x", "y,z"},
		JoinedAfter: Some(time.Date(2026, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 7200))),
		Born:        Some(Date{2026, 1, 2}),
		LongerThan:  Some(Duration(90 * time.Second)),
		BalanceGt:   Some(Decimal("0.10")),
		Active:      Null[bool](),
		Filter:      map[string]string{"b": "2", "a": "1"},
		XTrace:      Some("t1"),
		Session:     Some("s1"),
	}))
	equal(t, "query", got.URL.Query(), url.Values{
		"search": {"a&b=ü"}, "role": {"editor"}, "id__in": {"1,2"}, "tag": {"x", "y,z"},
		"joined_after": {"2026-01-02T03:04:05.000006+02:00"}, "born": {"2026-01-02"},
		"longer_than": {"00:01:30"}, "balance__gt": {"0.10"}, "active": {"null"},
		"filter[a]": {"1"}, "filter[b]": {"2"},
	})
	equal(t, "trace", got.Header.Get("X-Trace"), "t1")
	equal(t, "constant", got.Header.Get("Accept-Crs"), "EPSG:4326")
	equal(t, "cookie", got.Header.Get("Cookie"), "session=s1")
	must[*PaginatedUserList](t)(client.Users.List(t.Context(), nil))
	equal(t, "no query", got.URL.RawQuery, "")
}

func TestPathsAreEscaped(t *testing.T) {
	var path string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.EscapedPath()
		answer(w, 200, minimalUser)
	})
	must[*User](t)(client.Users.ByName(t.Context(), "a/b?c d%é"))
	equal(t, "path", path, "/users/by-name/a%2Fb%3Fc%20d%25%C3%A9/")
	for _, name := range []string{"", ".", ".."} {
		if _, err := client.Users.ByName(t.Context(), name); err == nil {
			t.Errorf("%q was sent", name)
		}
	}
	_, _ = client.OddThings.Retrieve(t.Context(), "x", []int{1, 2}, Date{2026, 1, 2})
	equal(t, "path", path, "/odd/x/1,2/2026-01-02/")
}

func TestBasePathAndPerCallBase(t *testing.T) {
	var path string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		w.WriteHeader(204)
	})
	base := client.Users.core.settings.base.String()
	if err := client.Users.Destroy(t.Context(), 3, WithBaseURL(base+"/v2/")); err != nil {
		t.Fatal(err)
	}
	equal(t, "path", path, "/v2/users/3/")
	for _, bad := range []string{"", "example.com", "http://", "::"} {
		if _, err := New(bad); err == nil {
			t.Errorf("base URL %q was accepted", bad)
		}
	}
}

// --- What is read

const richUser = `{
	"id": 7, "username": "J\u00f6rg \ud83d\ude00", "email": "", "role": "owner", "priority": "",
	"balance": "12345678901234567890.10", "avatar": "/media/a.png",
	"address": {"street": "x", "city": "y", "new_key": {"deep": [1, {"a": null}]}},
	"manager": {"id": 1, "username": "boss", "balance": "0", "avatar": null, "manager": null, "date_joined": "2026-01-02 03:04:05.123456", "groups": ["a"]},
	"settings": {"any": [1, "two", null]},
	"session_length": "3 04:05:06.789", "born": null, "wakes": "07:30:00",
	"date_joined": "2026-01-02T03:04:05.123456+02:00", "groups": ["a", "b"], "scores": {"x": 1.5},
	"added_later": {"x": [true, false]}
}`

func TestRealPayloads(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, richUser) })
	user := must[*User](t)(client.Users.Retrieve(t.Context(), 7))
	equal(t, "username", user.Username, "Jörg 😀")
	equal(t, "email", user.Email, Some(""))
	equal(t, "unknown member", user.Role, Some(RoleEnum("owner")))
	equal(t, "known", user.Role.Or("").Known(), false)
	equal(t, "blank choice", user.Priority.IsNull(), true)
	equal(t, "balance", user.Balance, Decimal("12345678901234567890.10"))
	equal(t, "avatar", user.Avatar, Some("/media/a.png"))
	equal(t, "city", user.Address.Or(Address{}).City, "y")
	equal(t, "class", user.Address.Or(Address{}).Class.IsZero(), true)
	manager, _ := user.Manager.Get()
	equal(t, "naive", manager.DateJoined.Time, time.Date(2026, 1, 2, 3, 4, 5, 123456000, time.UTC))
	equal(t, "manager's manager", manager.Manager.IsNull(), true)
	equal(t, "settings", normal(t, string(user.Settings)), `{"any":[1,"two",null]}`)
	equal(t, "length", time.Duration(user.SessionLength.Or(0)), 76*time.Hour+5*time.Minute+6789*time.Millisecond)
	equal(t, "born", user.Born.IsNull(), true)
	equal(t, "wakes", user.Wakes.Or(0).String(), "07:30:00")
	equal(t, "joined", user.DateJoined.UTC(), time.Date(2026, 1, 2, 1, 4, 5, 123456000, time.UTC))
	equal(t, "scores", user.Scores, map[string]float64{"x": 1.5})
}

func TestNullWhereNoneIsDeclared(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, `{"id":null,"username":null,"balance":null,"avatar":null,"date_joined":null,"manager":null,"groups":null,"email":null,"address":null,"scores":null,"settings":null}`)
	})
	user := must[*User](t)(client.Users.Retrieve(t.Context(), 7))
	equal(t, "id", user.ID, 0)
	equal(t, "email", user.Email.IsNull(), true)
	equal(t, "address", user.Address.IsNull(), true)
	equal(t, "settings", string(user.Settings), "null")
}

func TestUnions(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, `[{"kind":"email","subject":"s"},{"device":"d","kind":"push"},{"kind":"fax","number":1},{"x":1}]`)
	})
	list := must[[]Notification](t)(client.Users.Notifications(t.Context(), 1))
	equal(t, "email", list[0].Value, NotificationValue(&EmailNotification{Kind: "email", Subject: "s"}))
	equal(t, "push", list[1].Value, NotificationValue(&PushNotification{Kind: "push", Device: "d"}))
	equal(t, "unknown", list[2].Value, NotificationValue(&Unknown{"fax", json.RawMessage(`{"kind":"fax","number":1}`)}))
	equal(t, "no kind", list[3].Value, NotificationValue(&Unknown{"", json.RawMessage(`{"x":1}`)}))
	again := must[[]byte](t)(json.Marshal(list))
	equal(t, "written", string(again), `[{"kind":"email","subject":"s"},{"kind":"push","device":"d"},{"kind":"fax","number":1},{"x":1}]`)
}

func TestUnionsWithoutDiscriminator(t *testing.T) {
	var sent string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			sent = sentBody(t, r)
		}
		answer(w, 200, sent)
	})
	put := func(odd Odd) *Odd {
		t.Helper()
		return must[*Odd](t)(client.OddThings.Update(t.Context(), "a", []int{1}, Date{2026, 1, 1}, &odd))
	}
	for _, value := range []OddValueValue{OddValueString("x"), OddValueNumber(1.5), OddValueBool(true), OddValueList{1, 2}} {
		equal(t, "value", put(Odd{Value: Some(OddValue{value})}).Value.Or(OddValue{}).Value, value)
	}
	for _, shape := range []OddShapeValue{&Circle{Radius: 1, Name: Some("c")}, &Square{Side: 2}} {
		equal(t, "shape", put(Odd{Shape: Some(OddShape{shape})}).Shape.Or(OddShape{}).Value, shape)
	}
	for _, pet := range []OddPetValue{&Cat{Is: Some("cat")}, &Dog{Is: Some("dog"), Name: Some("Rex")}} {
		equal(t, "pet", put(Odd{Pet: Some(OddPet{pet})}).Pet.Or(OddPet{}).Value, pet)
	}
	sent = `{"const":"always","kind":"k","list":[],"shape":{"edges":5},"value":{"what":1}}`
	odd := must[*Odd](t)(client.OddThings.Retrieve(t.Context(), "a", []int{1}, Date{2026, 1, 1}))
	equal(t, "unknown shape", odd.Shape.Or(OddShape{}).Value, OddShapeValue(&Unknown{Raw: json.RawMessage(`{"edges":5}`)}))
	equal(t, "unknown value", odd.Value.Or(OddValue{}).Value, OddValueValue(&Unknown{Raw: json.RawMessage(`{"what":1}`)}))
}

func TestOddModelsRoundTrip(t *testing.T) {
	var sent string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent = sentBody(t, r)
		answer(w, 200, sent)
	})
	odd := Odd{
		Kind:   "k",
		List:   []ErrorModel{{MarshalJSONField: Some("m"), Client: Null[string]()}},
		Matrix: [][]Opt[float64]{{Some(1.5), Null[float64]()}, {}},
		Data:   Some([]byte{0, 255}),
		Big:    Some(int64(9007199254740993)),
		Extra:  map[string]int{"z": 26, "a": 1},
	}
	got := must[*Odd](t)(client.OddThings.Update(t.Context(), "a", []int{1}, Date{2026, 1, 1}, &odd))
	equal(t, "constant", got.Const, "always")
	odd.Const = "always"
	equal(t, "odd", *got, odd)
	equal(t, "body", sent, `{"const":"always","kind":"k","list":[{"Marshal_JSON":"m","client":null}],"matrix":[[1.5,null],[]],"data":"AP8=","big":9007199254740993,"a":1,"z":26}`)
}

func TestSeveralAnswers(t *testing.T) {
	reply := `{"detail":"done"}`
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "body", sentBody(t, r), "abc")
		equal(t, "type", r.Header.Get("Content-Type"), "application/octet-stream")
		answer(w, 202, reply)
	})
	got := must[*EventsImportResponse](t)(client.Events.Import(t.Context(), File{Content: strings.NewReader("abc")}))
	equal(t, "detail", got.Value, EventsImportResponseValue(&Detail{"done"}))
	reply = `{"id":1,"name":"e"}`
	got = must[*EventsImportResponse](t)(client.Events.Import(t.Context(), File{Content: strings.NewReader("abc")}))
	equal(t, "event", got.Value, EventsImportResponseValue(&Event{1, "e"}))
}

func TestTextAndForm(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login/" {
			equal(t, "type", r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
			equal(t, "body", sentBody(t, r), "username=a+b&password=%26&remember=true")
			answer(w, 200, `{"token":"x","n":1}`)
			return
		}
		_, _ = io.WriteString(w, "per aspera")
	})
	equal(t, "text", must[string](t)(client.Events.Motto(t.Context())), "per aspera")
	got := must[map[string]json.RawMessage](t)(client.Login.Create(t.Context(), &LoginRequest{Username: "a b", Password: "&", Remember: Some(true)}))
	equal(t, "token", string(got["token"]), `"x"`)
}

// --- Errors

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		want   Error
	}{
		{404, `{"detail":"Not found."}`, Error{Detail: "Not found."}},
		{400, `{"username":["Taken.","Bad."],"non_field_errors":["No."]}`, Error{Fields: map[string][]string{"username": {"Taken.", "Bad."}}, NonFieldErrors: []string{"No."}}},
		{400, `{"address":{"city":["Required."]},"items":[{},{"name":["Short."]}],"tags":{"0":["Bad."]}}`, Error{Fields: map[string][]string{"address.city": {"Required."}, "items.1.name": {"Short."}, "tags.0": {"Bad."}}}},
		{400, `["Whole."]`, Error{NonFieldErrors: []string{"Whole."}}},
		{400, `"Text."`, Error{NonFieldErrors: []string{"Text."}}},
		{400, `{"type":"validation_error","errors":[{"code":"required","detail":"Needed.","attr":"name"},{"code":"x","detail":"All.","attr":null}]}`, Error{Fields: map[string][]string{"name": {"Needed."}}, NonFieldErrors: []string{"All."}}},
		{400, `{"type":"about:blank","title":"Bad request","status":400,"detail":"D","invalid_params":[{"name":"a","reason":"R"}]}`, Error{Detail: "D", Fields: map[string][]string{"a": {"R"}}}},
		{502, `<html>Bad gateway</html>`, Error{}},
		{500, ``, Error{}},
	} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, test.status, test.body) }, WithRetries(0))
		_, err := client.Users.Create(t.Context(), &UserRequest{})
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%d: %v", test.status, err)
		}
		equal(t, "status", e.StatusCode, test.status)
		equal(t, "detail", e.Detail, test.want.Detail)
		equal(t, "fields", e.Fields, test.want.Fields)
		equal(t, "non-field errors", e.NonFieldErrors, test.want.NonFieldErrors)
		equal(t, "body", string(e.Body), test.body)
		if !strings.Contains(err.Error(), fmt.Sprint(test.status)) || !strings.Contains(err.Error(), "POST") {
			t.Errorf("error %q", err)
		}
	}
}

func TestTypedErrors(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 400, `{"username":["Taken."]}`) })
	_, err := client.Users.Create(t.Context(), &UserRequest{})
	errs, ok := Decode[UserErrors](fmt.Errorf("wrapped: %w", err))
	equal(t, "decoded", ok, true)
	equal(t, "username", errs.Username, []string{"Taken."})
	_, ok = Decode[UserErrors](errors.New("other"))
	equal(t, "other", ok, false)
}

func TestHTMLWithStatus200(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "<html>login</html>") })
	_, err := client.Users.Retrieve(t.Context(), 1)
	var e *Error
	if !errors.As(err, &e) || e.Err == nil || string(e.Body) != "<html>login</html>" {
		t.Errorf("error %#v", err)
	}
}

func TestNoConnection(t *testing.T) {
	listener := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	address := listener.Addr().String()
	_ = listener.Close()
	client := must[*Client](t)(New("http://"+address, WithRetryWait(time.Millisecond, time.Millisecond), WithQueryAuth(Static("hidden"))))
	_, err := client.Users.Retrieve(t.Context(), 1)
	var failed *url.Error
	if !errors.As(err, &failed) || !neverConnected(err) {
		t.Errorf("error %v", err)
	}
	if strings.Contains(err.Error(), "hidden") {
		t.Errorf("the error shows a secret: %v", err)
	}
}

func TestTimeoutAndCancel(t *testing.T) {
	release := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	_, err := client.Users.Retrieve(t.Context(), 1, WithTimeout(20*time.Millisecond))
	equal(t, "timeout", errors.Is(err, context.DeadlineExceeded), true)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = client.Users.Retrieve(ctx, 1)
	equal(t, "canceled", errors.Is(err, context.Canceled), true)
}

func TestCancelWhileWaitingForRetry(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 503, "") }, WithRetryWait(time.Hour, time.Hour))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := client.Users.Retrieve(ctx, 1)
	equal(t, "error", errors.Is(err, context.DeadlineExceeded), true)
}

// --- Retries

func TestRetries(t *testing.T) {
	for _, test := range []struct {
		method string
		status int
		calls  int32
	}{
		{"GET", 429, 3}, {"GET", 502, 3}, {"GET", 503, 3}, {"GET", 504, 3}, {"GET", 500, 1}, {"GET", 404, 1},
		{"POST", 429, 3}, {"POST", 503, 1}, {"PATCH", 429, 3}, {"PATCH", 502, 1}, {"PUT", 503, 3}, {"DELETE", 504, 3},
	} {
		var calls atomic.Int32
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			if r.Method == "POST" || r.Method == "PUT" {
				equal(t, "body", strings.Contains(sentBody(t, r), `"username":"u"`), true)
			}
			answer(w, test.status, "")
		})
		ctx := t.Context()
		switch test.method {
		case "GET":
			_, _ = client.Users.Retrieve(ctx, 1)
		case "POST":
			_, _ = client.Users.Create(ctx, &UserRequest{Username: "u"})
		case "PUT":
			_, _ = client.Users.Update(ctx, 1, &UserRequest{Username: "u"})
		case "PATCH":
			_, _ = client.Users.PartialUpdate(ctx, 1, &PatchedUserRequest{})
		case "DELETE":
			_ = client.Users.Destroy(ctx, 1)
		}
		equal(t, fmt.Sprint(test.method, test.status), calls.Load(), test.calls)
	}
}

func TestRetrySucceedsAndCanBeSwitchedOff(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1)%2 == 1 {
			answer(w, 503, "")
			return
		}
		answer(w, 200, minimalUser)
	})
	must[*User](t)(client.Users.Retrieve(t.Context(), 1))
	equal(t, "calls", calls.Load(), 2)
	_, err := client.Users.Retrieve(t.Context(), 1, WithRetries(0))
	equal(t, "off", err != nil, true)
}

func TestLostConnection(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) < 3 {
			connection, _, _ := w.(http.Hijacker).Hijack()
			_ = connection.Close()
			return
		}
		answer(w, 200, minimalUser)
	}, WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
	must[*User](t)(client.Users.Retrieve(t.Context(), 1))
	calls.Store(0)
	_, err := client.Users.Create(t.Context(), &UserRequest{})
	equal(t, "POST fails", err != nil, true)
	equal(t, "POST once", calls.Load(), 1)
}

func TestAnswerThatBreaksOff(t *testing.T) {
	var calls atomic.Int32
	broken := int32(1)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= broken {
			w.Header().Set("Content-Length", "9999")
			answer(w, 200, minimalUser)
			panic(http.ErrAbortHandler)
		}
		answer(w, 200, minimalUser)
	})
	must[*User](t)(client.Users.Retrieve(t.Context(), 1))
	equal(t, "GET again", calls.Load(), 2)
	calls.Store(0)
	_, err := client.Users.Create(t.Context(), &UserRequest{})
	var lost *url.Error
	equal(t, "POST fails", errors.As(err, &lost), true)
	equal(t, "POST once", calls.Load(), 1)
}

func TestNothingWhereAnObjectIsDue(t *testing.T) {
	for _, body := range []string{"", " null ", "[]"} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, body) })
		_, err := client.Users.Retrieve(t.Context(), 1)
		var failed *Error
		equal(t, body, errors.As(err, &failed), true)
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	_, err := client.Users.Retrieve(t.Context(), 1)
	equal(t, "204 fails", err != nil, true)
}

func TestPostIsSentAgainWhereNoConnectionWasMade(t *testing.T) {
	var dials atomic.Int32
	dialer := &net.Dialer{}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials.Add(1) < 3 {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("refused")}
		}
		return dialer.DialContext(ctx, network, address)
	}}
	defer transport.CloseIdleConnections()
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		equal(t, "body", strings.Contains(sentBody(t, r), `"username":"u"`), true)
		answer(w, 201, minimalUser)
	}, WithHTTPClient(&http.Client{Transport: transport}))
	must[*User](t)(client.Users.Create(t.Context(), &UserRequest{Username: "u"}))
	equal(t, "dials", dials.Load(), 3)
	equal(t, "calls", calls.Load(), 1)
}

func TestRetryAfter(t *testing.T) {
	var calls atomic.Int32
	after := "0"
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		w.Header().Set("Retry-After", after)
		answer(w, 429, "")
	}, WithRetryWait(time.Hour, 2*time.Second), WithTimeout(10*time.Second))
	_, _ = client.Users.Retrieve(t.Context(), 1)
	equal(t, "at once", calls.Load(), 3)
	after = "60" // more than the longest wait
	calls.Store(0)
	_, _ = client.Users.Retrieve(t.Context(), 1)
	equal(t, "too long", calls.Load(), 1)
	wait, ok := retryAfter(time.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat))
	equal(t, "date", ok && wait > 25*time.Second && wait <= 30*time.Second, true)
	_, ok = retryAfter("soon")
	equal(t, "nonsense", ok, false)
}

func TestJitterIsBounded(t *testing.T) {
	s := settings{retries: 100, firstWait: 10 * time.Millisecond, longestWait: time.Second}
	r := &request{method: "GET"}
	for attempt := range 60 {
		wait, again := s.wait(r, attempt, &http.Response{StatusCode: 503}, nil)
		if !again || wait < 0 || wait > time.Second || attempt == 0 && wait > 10*time.Millisecond {
			t.Errorf("attempt %d: %v %v", attempt, wait, again)
		}
	}
}

// --- Authentication

func TestSchemes(t *testing.T) {
	for _, test := range []struct {
		option Option
		name   string
		want   string
	}{
		{WithTokenAuth(Static("s")), "Authorization", "Token s"},
		{WithJWTAuth(Static("s")), "Authorization", "Bearer s"},
		{WithBasicAuth(Basic("u", "p")), "Authorization", "Basic dTpw"},
		{WithCookieAuth(Static("s")), "Cookie", "sessionid=s"},
		{WithAuthorization("Custom ", Static("s")), "Authorization", "Custom s"},
		{WithJWTAuth(Dynamic(func(context.Context) (string, error) { return "fresh", nil })), "Authorization", "Bearer fresh"},
	} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			want := test.want
			if r.URL.Path == "/events/motto/" {
				want = "" // needs none
			}
			equal(t, r.URL.Path, r.Header.Get(test.name), want)
			answer(w, 200, minimalUser)
		}, test.option)
		must[*User](t)(client.Users.Retrieve(t.Context(), 1))
		must[string](t)(client.Events.Motto(t.Context()))
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "query", r.URL.RawQuery, "page=1&api_key=s%26")
		answer(w, 200, `{"count":0,"results":[]}`)
	}, WithQueryAuth(Static("s&")))
	must[*PaginatedUserList](t)(client.Users.List(t.Context(), &UsersListParams{Page: Some(1)}))
}

func TestFirstCompleteAlternativeIsUsed(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "header", r.Header.Get("Authorization"), "Token s")
		equal(t, "cookie", r.Header.Get("Cookie"), "")
		answer(w, 200, minimalUser)
	}, WithCookieAuth(Static("c")), WithTokenAuth(Static("s")))
	must[*User](t)(client.Users.Retrieve(t.Context(), 1))
}

func TestRefreshRunsOnce(t *testing.T) {
	var refreshes atomic.Int32
	token := Refreshing("old", func(ctx context.Context) (string, error) {
		time.Sleep(20 * time.Millisecond)
		return fmt.Sprint("new", refreshes.Add(1)), nil
	})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer new1" {
			if r.URL.Path == "/users/1/" { // this answer comes when the refresh is over
				time.Sleep(80 * time.Millisecond)
			}
			answer(w, 401, `{"detail":"Expired."}`)
			return
		}
		answer(w, 200, minimalUser)
	}, WithJWTAuth(token))
	var group sync.WaitGroup
	for id := range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			must[*User](t)(client.Users.Retrieve(t.Context(), id))
		}()
	}
	group.Wait()
	equal(t, "refreshes", refreshes.Load(), 1)
}

func TestRefreshThatDoesNotHelp(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, 401, `{"detail":"No."}`)
	}, WithJWTAuth(Refreshing("a", func(context.Context) (string, error) { return "b", nil })))
	_, err := client.Users.Retrieve(t.Context(), 1)
	var e *Error
	equal(t, "error", errors.As(err, &e) && e.StatusCode == 401, true)
	equal(t, "calls", calls.Load(), 2)
	failure := errors.New("refresh is down")
	_, err = client.Users.Retrieve(t.Context(), 1, WithJWTAuth(Refreshing("a", func(context.Context) (string, error) { return "", failure })))
	equal(t, "failure", errors.Is(err, failure), true)
}

func TestRefreshThroughTheSameClient(t *testing.T) {
	var client *Client
	token := Refreshing("", func(ctx context.Context) (string, error) {
		user, err := client.Users.Retrieve(ctx, 99) // an operation that needs the token itself
		if err == nil {
			return user.Username, nil
		}
		return "", err
	})
	client = serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, minimalUser) }, WithJWTAuth(token))
	must[*User](t)(client.Users.Retrieve(t.Context(), 1, WithTimeout(5*time.Second)))
	equal(t, "secret", token.held(), "ann")
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		equal(t, "header", r.Header.Get("X-Key"), "")
		answer(w, 200, minimalUser)
	}))
	defer other.Close()
	key := withScheme(headerScheme("jwtAuth", "X-Key", "", Static("s")))
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "header", r.Header.Get("X-Key"), "s")
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusFound)
	}, key)
	must[*User](t)(client.Users.Retrieve(t.Context(), 1))
	_, err := client.Users.Create(t.Context(), &UserRequest{})
	var e *Error
	equal(t, "POST is not turned into GET", errors.As(err, &e) && e.StatusCode == 302, true)
}

// --- Pages

func TestAllFollowsLinks(t *testing.T) {
	var queries []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		equal(t, "header", r.Header.Get("Accept-Crs"), "EPSG:4326")
		switch r.URL.Query().Get("page") {
		case "":
			answer(w, 200, `{"count":3,"next":"http://internal:8000/users/?page=2&search=x","results":[`+minimalUser+`,`+minimalUser+`]}`)
		case "2":
			answer(w, 200, `{"count":3,"next":null,"results":[`+minimalUser+`]}`)
		}
	})
	all := client.Users.All(t.Context(), &UsersListParams{Search: Some("x")})
	for range 2 { // it can be ranged over again
		queries = nil
		count := 0
		for user, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "user", user.Username, "ann")
			count++
		}
		equal(t, "users", count, 3)
		equal(t, "queries", queries, []string{"search=x", "page=2&search=x"})
	}
	queries = nil
	for range all {
		break
	}
	equal(t, "lazy", len(queries), 1)
}

func TestAllWithMark(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "c/2" {
			answer(w, 200, `{"next_cursor":null,"results":[{"id":2,"name":"b"}]}`)
			return
		}
		answer(w, 200, `{"next_cursor":"c/2","results":[{"id":1,"name":"a"}]}`)
	})
	equal(t, "names", namesOf(t, client), []string{"a", "b"})
}

func namesOf(t *testing.T, client *Client) []string {
	var names []string
	for event, err := range client.Events.All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, event.Name)
	}
	return names
}

func TestNumberedPages(t *testing.T) {
	for name, last := range map[string]string{"empty": `[]`, "missing": ``, "unknown parameter": `[{"id":1,"name":"a"}]`} {
		t.Run(name, func(t *testing.T) {
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Query().Get("page") {
				case "":
					answer(w, 200, `[{"id":1,"name":"a"}]`)
				case "2":
					if last != "" && last != "[]" {
						answer(w, 200, last)
						return
					}
					answer(w, 200, `[{"id":2,"name":"b"}]`)
				default:
					if last == "" {
						answer(w, 404, `{"detail":"Invalid page."}`)
						return
					}
					answer(w, 200, last)
				}
			})
			count := 0
			for _, err := range client.Events.NumberedAll(t.Context(), nil) {
				if err != nil {
					t.Fatal(err)
				}
				count++
			}
			want := 2
			if name == "unknown parameter" {
				want = 1
			}
			equal(t, "items", count, want)
		})
	}
}

func TestPagesFromZero(t *testing.T) {
	var asked []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		if len(asked) == 3 {
			answer(w, 200, `[]`)
			return
		}
		answer(w, 200, fmt.Sprintf(`[{"id":%d,"name":"a"}]`, len(asked)))
	})
	for _, err := range client.Events.NumberedFromZeroAll(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "queries", strings.Join(asked, " "), " page=1 page=2")
}

func TestOffsets(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("offset") {
		case "1":
			answer(w, 200, `["b","c"]`)
		case "3":
			answer(w, 200, `["d"]`)
		default:
			answer(w, 200, `[]`)
		}
	})
	var names []string
	for name, err := range client.Events.NamesAll(t.Context(), &EventsNamesListParams{Offset: Some(1), Limit: Some(2)}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	equal(t, "names", names, []string{"b", "c", "d"})
}

func TestPagesThatNeverEnd(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, `{"count":1,"next":"?page=2","results":[`+minimalUser+`]}`)
	})
	count := 0
	for _, err := range client.Users.All(t.Context(), nil) {
		if err != nil {
			equal(t, "error", errors.Is(err, errLoop), true)
			break
		}
		count++
	}
	equal(t, "items", count, 1)
}

func TestPagesWithError(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" {
			answer(w, 200, `{"count":2,"next":"?page=2","results":[`+minimalUser+`]}`)
			return
		}
		answer(w, 403, `{"detail":"No."}`)
	})
	var failed error
	for user, err := range client.Users.All(t.Context(), nil) {
		if failed = err; err == nil {
			equal(t, "user", user.ID, 1)
		}
	}
	var e *Error
	equal(t, "error", errors.As(failed, &e) && e.Detail == "No.", true)
}

// --- Files

func TestUpload(t *testing.T) {
	type part struct{ name, file, kind, text string }
	var got []part
	var length int64
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		length = r.ContentLength
		got = nil
		reader, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		for {
			p, err := reader.NextPart()
			if err != nil {
				break
			}
			text, _ := io.ReadAll(p)
			got = append(got, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(text)})
		}
		answer(w, 200, minimalUser)
	})
	upload := AvatarRequest{
		Image:   Some(File{Name: "a\"\r\nb.png", ContentType: "image/png", Content: strings.NewReader("PNG")}),
		Extras:  []File{{Content: strings.NewReader("1")}, {Name: "2.txt", Content: strings.NewReader("2")}},
		Caption: Some("ü"),
		Taken:   Some(Date{2026, 1, 2}),
		Labels:  []string{"a", "b"},
		Address: Some(Address{Street: "s", City: "c"}),
		Places:  []Address{{Street: "s1", City: "c1"}, {Street: "s2", City: "c2"}},
		Meta:    json.RawMessage(`{"k":1}`),
	}
	must[*User](t)(client.Users.SetAvatar(t.Context(), 1, &upload))
	equal(t, "parts", got, []part{
		{"image", `a%22%0D%0Ab.png`, "image/png", "PNG"},
		{"extras", "file", "application/octet-stream", "1"},
		{"extras", "2.txt", "application/octet-stream", "2"},
		{"caption", "", "", "ü"}, {"taken", "", "", "2026-01-02"},
		{"labels", "", "", "a"}, {"labels", "", "", "b"},
		{"address.street", "", "", "s"}, {"address.city", "", "", "c"},
		{"places[0]street", "", "", "s1"}, {"places[0]city", "", "", "c1"},
		{"places[1]street", "", "", "s2"}, {"places[1]city", "", "", "c2"},
		{"meta", "", "application/json", `{"k":1}`},
	})
	equal(t, "length is known", length > 0, true)
	must[*User](t)(client.Users.SetAvatar(t.Context(), 1, &AvatarRequest{Image: Some(File{Content: io.MultiReader(strings.NewReader("x"))})}))
	equal(t, "length is unknown", length, -1)
}

func TestJSONUnlessThereIsAFile(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "body", sentBody(t, r), `{"image":null,"caption":"c"}`)
		equal(t, "type", r.Header.Get("Content-Type"), "application/json")
		answer(w, 200, minimalUser)
	})
	must[*User](t)(client.Users.SetAvatar(t.Context(), 1, &AvatarRequest{Image: Null[File](), Caption: Some("c")}))
	_, err := client.Users.SetAvatar(t.Context(), 1, &AvatarRequest{Image: Some(File{Name: "x"})})
	equal(t, "no content", err != nil, true)
}

func TestUploadIsSentAgain(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			answer(w, 429, "") // early: the body is not read
			return
		}
		file, _, err := r.FormFile("image")
		if err != nil {
			t.Error(err)
			return
		}
		data, _ := io.ReadAll(file)
		equal(t, "size", len(data), 8<<20)
		equal(t, "start", data[0], 0)
		answer(w, 200, minimalUser)
	})
	content := bytes.NewReader(append([]byte("skip!"), make([]byte, 8<<20)...))
	_, _ = content.Seek(5, io.SeekStart)
	must[*User](t)(client.Users.SetAvatar(t.Context(), 1, &AvatarRequest{Image: Some(File{Content: content})}))
	equal(t, "calls", calls.Load(), 2)
}

// zeros is a file without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestUploadNeedsLittleMemory(t *testing.T) {
	const size = 64 << 20
	var read int64
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		reader, _ := r.MultipartReader()
		p, err := reader.NextPart()
		if err != nil {
			t.Error(err)
			return
		}
		read, _ = io.Copy(io.Discard, p)
		answer(w, 200, minimalUser)
	})
	result := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			file := File{Content: io.LimitReader(zeros{}, size)}
			if _, err := client.Users.SetAvatar(t.Context(), 1, &AvatarRequest{Image: Some(file)}); err != nil {
				b.Fatal(err)
			}
		}
	})
	equal(t, "size", read, size)
	if result.AllocedBytesPerOp() > 4<<20 {
		t.Errorf("%d bytes were allocated", result.AllocedBytesPerOp())
	}
}

func TestDownload(t *testing.T) {
	disposition := `attachment; filename="report.csv"`
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "accept", r.Header.Get("Accept"), "text/csv, */*;q=0.5")
		w.Header().Set("Content-Type", "text/csv")
		w.Header().Set("Content-Disposition", disposition)
		_, _ = io.WriteString(w, "a,b\n")
	})
	file := must[*Download](t)(client.Events.Export(t.Context(), WithTimeout(time.Minute)))
	data := must[[]byte](t)(io.ReadAll(file))
	equal(t, "data", string(data), "a,b\n")
	equal(t, "close", file.Close(), nil)
	equal(t, "name", file.Name, "report.csv")
	equal(t, "type", file.ContentType, "text/csv")
	equal(t, "size", file.Size, 4)
	for said, want := range map[string]string{
		`attachment; filename="../../etc/passwd"`:         "passwd",
		`attachment; filename="C:\dir\x.txt"`:             "x.txt",
		`attachment; filename*=UTF-8''na%C3%AFve%20x.txt`: "naïve x.txt",
		`attachment; filename=".."`:                       "",
		`inline`:                                          "",
		``:                                                "",
	} {
		disposition = said
		file := must[*Download](t)(client.Events.Export(t.Context()))
		equal(t, said, file.Name, want)
		_ = file.Close()
	}
}

// --- Streams

func TestLines(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "accept", r.Header.Get("Accept"), "application/x-ndjson, */*;q=0.5")
		_, _ = io.WriteString(w, "{\"id\":1,\"name\":\"a\"}\n\n\x1e{\"id\":2,\"name\":\"b\"}\r\n{\"id\":3,\"name\":\"c\"}")
	})
	var names []string
	for event, err := range client.Events.Lines(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, event.Name)
	}
	equal(t, "names", names, []string{"a", "b", "c"})
}

func TestEvents(t *testing.T) {
	gone := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "accept", r.Header.Get("Accept"), "text/event-stream, */*;q=0.5")
		_, _ = io.WriteString(w, ": hello\nevent: x\ndata: {\"id\":1,\ndata: \"name\":\"a\"}\n\ndata: {\"id\":2,\"name\":\"b\"}\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(gone)
	})
	var names []string
	for event, err := range client.Events.Stream(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if names = append(names, event.Name); len(names) == 2 {
			break
		}
	}
	equal(t, "names", names, []string{"a", "b"})
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the connection is still open")
	}
}

// --- Options

func TestMiddlewareAndResponse(t *testing.T) {
	var order []string
	note := func(name string) Middleware {
		return func(req *http.Request, next func(*http.Request) (*http.Response, error)) (*http.Response, error) {
			order = append(order, name)
			req.Header.Set("X-By", req.Header.Get("X-By")+name)
			return next(req)
		}
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "by", r.Header.Get("X-By"), "abc")
		equal(t, "header", r.Header.Get("X-Fixed"), "1")
		w.Header().Set("X-Id", "42")
		answer(w, 200, minimalUser)
	}, WithMiddleware(note("a")), WithMiddleware(note("b")), WithHeader("X-Fixed", "1"))
	var resp *http.Response
	must[*User](t)(client.Users.Retrieve(t.Context(), 1, WithMiddleware(note("c")), WithResponse(&resp)))
	equal(t, "order", order, []string{"a", "b", "c"})
	equal(t, "id", resp.Header.Get("X-Id"), "42")
	equal(t, "body", string(must[[]byte](t)(io.ReadAll(resp.Body))), minimalUser)
	made := func(req *http.Request, next func(*http.Request) (*http.Response, error)) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(minimalUser))}, nil
	}
	other := must[*Client](t)(New("http://nowhere.invalid", WithMiddleware(made)))
	equal(t, "made by hand", must[*User](t)(other.Users.Retrieve(t.Context(), 1)).ID, 1)
}

// fakeUsers is what a test of somebody's code puts in place of the service.
type fakeUsers struct{ UsersAPI }

func (fakeUsers) Retrieve(ctx context.Context, id int, options ...Option) (*User, error) {
	return &User{ID: id}, nil
}

func TestMiddlewareMayAnswer(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Error("the server was asked") })
	user := must[*User](t)(client.Users.Retrieve(t.Context(), 1, WithMiddleware(
		func(*http.Request, func(*http.Request) (*http.Response, error)) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(minimalUser))}, nil
		},
	)))
	equal(t, "user", user.Username, "ann")
}

func TestServicesCanBeReplaced(t *testing.T) {
	var users UsersAPI = fakeUsers{}
	equal(t, "id", must[*User](t)(users.Retrieve(t.Context(), 5)).ID, 5)
}

func TestEnumsKnowTheirValues(t *testing.T) {
	equal(t, "values", RoleEnumValues(), []RoleEnum{RoleEnumAdmin, RoleEnumEditor, RoleEnumViewer})
	equal(t, "known", RoleEnumAdmin.Known() && PriorityEnum1.Known(), true)
	equal(t, "unknown", PriorityEnum(9).Known() || RoleEnum("").Known(), false)
}

func TestClientIsSharedByGoroutines(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, minimalUser) })
	var group sync.WaitGroup
	for i := range 16 {
		group.Add(1)
		go func() {
			defer group.Done()
			_, err := client.Users.Retrieve(t.Context(), i+1, WithHeader("X-N", fmt.Sprint(i)))
			if err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
}

func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}
