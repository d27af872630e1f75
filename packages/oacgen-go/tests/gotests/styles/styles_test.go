package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// serve returns a client of a server that hands each request to see.
func serve(t *testing.T, see func(*http.Request)) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		see(r)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var point = Point{X: 1, Y: Some(2.5), At: Some(Date{2026, 1, 2})}

func TestStylesOfPaths(t *testing.T) {
	var path string
	client := serve(t, func(r *http.Request) { path = r.URL.EscapedPath() })
	ok(t, client.Paths.Label(t.Context(), 5, []int{3, 4}, []string{"a,b", "c/d"}, point))
	equal(t, "label", path, "/label/.5/.3,4/.a%2Cb.c%2Fd/.x=1.y=2.5.at=2026-01-02/")
	ok(t, client.Paths.Matrix(t.Context(), "a;b", []string{"c", "d"}, []Date{{2026, 1, 2}, {2026, 1, 3}}, Point{X: 1}, point))
	equal(t, "matrix", path, "/matrix/;one=a%3Bb/;list=c,d/;burst=2026-01-02;burst=2026-01-03/;object=x,1/;x=1;y=2.5;at=2026-01-02/")
	ok(t, client.Paths.Simple(t.Context(), "a/b", []string{"c", "d,e"}, Point{X: 1, Y: Null[float64]()}, point))
	equal(t, "simple", path, "/simple/a%2Fb/c,d%2Ce/x,1/x=1,y=2.5,at=2026-01-02/")
}

func TestNothingStandsInAPath(t *testing.T) {
	client := serve(t, func(r *http.Request) { t.Errorf("%s was sent", r.URL) })
	for _, err := range []error{
		client.Paths.Label(t.Context(), 1, nil, []string{"a"}, point),
		client.Paths.Label(t.Context(), 1, []int{1}, []string{""}, point),
		client.Paths.Matrix(t.Context(), "", []string{"a"}, []Date{{2026, 1, 2}}, point, point),
		client.Paths.Simple(t.Context(), "..", []string{"a"}, point, point),
		client.Paths.Simple(t.Context(), "a", []string{"."}, point, point),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}

func TestStylesOfQueries(t *testing.T) {
	filter := Filter{Name: Some("n&m"), Point: Some(Point{X: 1, Y: Null[float64]()}), Tags: []string{"a", "b"}}
	for _, test := range []struct {
		name   string
		params QueriesListParams
		want   string
	}{
		{"nothing", QueriesListParams{}, ""},
		{"exploded", QueriesListParams{Open: Some(point)}, "x=1&y=2.5&at=2026-01-02"},
		{"joined", QueriesListParams{Joined: Some(point)}, "joined=x,1,y,2.5,at,2026-01-02"},
		{"null", QueriesListParams{Joined: Null[Point]()}, "joined=null"},
		{"deep", QueriesListParams{Deep: Some(filter)}, "deep%5Bname%5D=n%26m&deep%5Bpoint%5D%5Bx%5D=1&deep%5Btags%5D=a&deep%5Btags%5D=b"},
		{"free", QueriesListParams{Free: map[string]string{"b": "2", "a": "1"}}, "free%5Ba%5D=1&free%5Bb%5D=2"},
		{"nested", QueriesListParams{Free: map[string]string{"a][b": "1"}}, "free%5Ba%5D%5Bb%5D=1"},
		{"any", QueriesListParams{Any: map[string]string{"a": "1"}}, "any%5Ba%5D=1"},
		{"listed", QueriesListParams{Listed: []string{"a", "b"}}, "listed=a&listed=b"},
		{"spaced", QueriesListParams{Spaced: []string{"a b", "c"}}, "spaced=a+b%20c"},
		{"piped", QueriesListParams{Piped: []int{1, 2}}, "piped=1%7C2"},
		{"commas", QueriesListParams{Commas: []string{"a", "b,c"}}, "commas=a,b%2Cc"},
		{"reserved", QueriesListParams{Reserved: Some("/a?b=c:d&e#f+g h%3A")}, "reserved=/a?b=c:d%26e%23f%2Bg+h%253A"},
		{"reserved list", QueriesListParams{ReservedList: []string{"a/b", "c"}}, "reserved_list=a/b,c"},
		{"number", QueriesListParams{Either: Some(QueriesListEither{QueriesListEitherInt(5)})}, "either=5"},
		{"json", QueriesListParams{AsJSON: Some(Filter{Name: Some("x")})}, "as_json=%7B%22name%22%3A%22x%22%7D"},
	} {
		t.Run(test.name, func(t *testing.T) {
			query := "?"
			client := serve(t, func(r *http.Request) { query = r.URL.RawQuery })
			ok(t, client.Queries.List(t.Context(), &test.params))
			equal(t, "query", query, test.want)
		})
	}
}

func TestStylesOfHeadersAndCookies(t *testing.T) {
	var got http.Header
	client := serve(t, func(r *http.Request) { got = r.Header })
	ok(t, client.Queries.List(t.Context(), &QueriesListParams{
		XList:  []int{1, 2},
		XOpen:  Some(point),
		XPoint: Some(Point{X: 1}),
		Point:  Some(Point{X: 7}),
	}))
	equal(t, "list", got.Get("X-List"), "1,2")
	equal(t, "exploded", got.Get("X-Open"), "x=1,y=2.5,at=2026-01-02")
	equal(t, "object", got.Get("X-Point"), "x,1")
	equal(t, "cookie", got.Get("Cookie"), `point="x,7"`)
}

func TestPartsWithParts(t *testing.T) {
	var query string
	client := serve(t, func(r *http.Request) { query = r.URL.Query().Get("points") })
	ok(t, client.Queries.Nested(t.Context(), &QueriesNestedParams{Points: []Point{{X: 1}}}))
	equal(t, "json", query, `{"x":1}`)
}

func TestStylesOfForms(t *testing.T) {
	type part struct{ name, kind, text string }
	var got []part
	client := serve(t, func(r *http.Request) {
		reader, err := r.MultipartReader()
		ok(t, err)
		for {
			p, err := reader.NextPart()
			if err != nil {
				return
			}
			data, _ := io.ReadAll(p)
			got = append(got, part{p.FormName(), p.Header.Get("Content-Type"), string(data)})
		}
	})
	file := func(text string) File { return File{Content: strings.NewReader(text)} }
	ok(t, client.Forms.Create(t.Context(), &Form{
		Commas:   []string{"a", "b"},
		Pipes:    []string{"a", "b"},
		Deep:     Some(Filter{Name: Some("n"), Point: Some(Point{X: 1})}),
		XML:      Some("<a/>"),
		Picture:  Some(file("PNG")),
		Either:   Some(File{Content: strings.NewReader("JPG"), ContentType: "image/jpeg"}),
		JSON:     []string{"a", "b"},
		Pictures: Some([]File{file("1"), file("2")}),
	}))
	equal(t, "parts", got, []part{
		{"commas", "", "a,b"}, {"pipes", "", "a|b"},
		{"deep[name]", "", "n"}, {"deep[point][x]", "", "1"},
		{"xml", "application/xml", "<a/>"},
		{"picture", "image/png", "PNG"}, {"either", "image/jpeg", "JPG"},
		{"json", "application/json", `["a","b"]`},
		{"pictures", "application/octet-stream", "1"}, {"pictures", "application/octet-stream", "2"},
	})
}

func TestStylesOfURLEncodedForms(t *testing.T) {
	var body string
	client := serve(t, func(r *http.Request) {
		data, err := io.ReadAll(r.Body)
		ok(t, err)
		body = string(data)
	})
	ok(t, client.Forms.Update(t.Context(), &Codes{Expand: []string{"a", "b"}, Deep: Some(Filter{Name: Some("n")})}))
	equal(t, "body", body, "expand=a+b&deep%5Bname%5D=n")
}

func TestNestedFormsAsDjangoReadsThem(t *testing.T) {
	var got [][2]string
	var body string
	client := serve(t, func(r *http.Request) {
		got = nil
		reader, err := r.MultipartReader()
		if err != nil {
			data, err := io.ReadAll(r.Body)
			ok(t, err)
			body = string(data)
			return
		}
		for {
			p, err := reader.NextPart()
			if err != nil {
				return
			}
			data, _ := io.ReadAll(p)
			got = append(got, [2]string{p.FormName(), string(data)})
		}
	})
	raw := func(text string) json.RawMessage { return json.RawMessage(text) }
	order := Order{
		Extra:    raw(`{"top":1}`),
		Tags:     []string{"a", "b"},
		Matrix:   [][]int{{1, 2}, {3}},
		Labels:   map[string]string{"a": "x"},
		Settings: Some(Settings{Extra: raw(`{"deep":true}`), Tags: []string{"c", "d"}, Labels: map[string]string{"extra": "y"}}),
		Lines: []Line{
			{Name: Some("l"), Tags: []string{"p", "q"}, Meta: raw(`{"m":[1,null]}`)},
			{
				At:    Some(Settings{Extra: raw(`"text"`), Tags: []string{"r"}}),
				Parts: []Line{{Parts: []Line{{Tags: []string{"s"}, Meta: raw("null")}}}},
			},
		},
		Pay:  Some(OrderPay{Value: &Card{Card: "1", Proof: raw("[1]")}}),
		Free: []json.RawMessage{raw("1"), raw(`{"k":2}`)},
	}
	ok(t, client.Forms.OrdersCreate(t.Context(), &order))
	want := [][2]string{
		{"extra", `{"top":1}`},
		{"tags", "a"}, {"tags", "b"},
		{"matrix[0][0]", "1"}, {"matrix[0][1]", "2"}, {"matrix[1][0]", "3"},
		{"labels.a", "x"},
		{"settings.extra", `{"deep":true}`}, {"settings.tags", "c"}, {"settings.tags", "d"}, {"settings.labels.extra", "y"},
		{"lines[0]name", "l"}, {"lines[0]tags[0]", "p"}, {"lines[0]tags[1]", "q"}, {"lines[0]meta", `{"m":[1,null]}`},
		{"lines[1]at.extra", `"text"`}, {"lines[1]at.tags[0]", "r"},
		{"lines[1]parts[0]parts[0]tags[0]", "s"}, {"lines[1]parts[0]parts[0]meta", "null"},
		{"pay.card", "1"}, {"pay.proof", "[1]"},
		{"free", "1"}, {"free[1]k", "2"},
	}
	equal(t, "parts", got, want)
	ok(t, client.Forms.OrdersUpdate(t.Context(), &Order{Lines: order.Lines[:1], Matrix: [][]int{{1}}}))
	values, err := url.ParseQuery(body)
	ok(t, err)
	equal(t, "body", values, url.Values{
		"matrix[0][0]": {"1"}, "lines[0]name": {"l"}, "lines[0]meta": {`{"m":[1,null]}`},
		"lines[0]tags[0]": {"p"}, "lines[0]tags[1]": {"q"},
	})
}

func TestWhatIsNoJSONIsNotSent(t *testing.T) {
	r := &request{}
	addOpt(&r.query, "x", Some(json.RawMessage("{")), jsonText[json.RawMessage](r))
	equal(t, "error", r.err != nil, true)
}
