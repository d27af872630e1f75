package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// plainUser has the fields of User without its methods, so that encoding/json
// reads it by reflection.
type plainUser User

func TestDecoderAgreesWithReflection(t *testing.T) {
	for _, text := range []string{
		richUser, minimalUser, `{}`, `null`, ` { } `,
		`{"username":"\u0041\n\"\\\/\ud83d\ude00\ud800x"}`,
		`{"scores":{"a":1e-7,"b":-0,"c":1E+3,"\u0064":2.50}}`,
		`{"settings":[1,{"a":"\u00e9"}],"groups":["",null]}`,
	} {
		var fast User
		var slow plainUser
		if err := readInto([]byte(text), &fast); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := json.Unmarshal([]byte(text), &slow); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, fast, User(slow))
	}
}

var broken = []string{
	``, ` `, `{`, `}`, `{"id"}`, `{"id":}`, `{"id":1,}`, `{"id":1 "x":2}`, `{"id":01}`, `{"id":1.}`, `{"id":+1}`,
	`{"id":1.5}`, `{"id":1e2}`, `{"id":99999999999999999999}`, `{"id":"1"}`, `{"id":true}`, `{"id":tru}`, `{"id":nul}`,
	`{"username":5}`, `{"username":"x}`, "{\"username\":\"a\nb\"}", `{"username":"\x"}`, `{"username":"\u12"}`,
	`{"balance":[]}`, `{"groups":{}}`, `{"groups":[1]}`, `{"groups":["a",]}`, `{"groups":["a" "b"]}`, `{"groups":["a"`,
	`{"scores":[]}`, `{"scores":{"a":"b"}}`, `{"scores":{"a":1e999}}`, `{"address":[]}`, `{"address":5}`, `[]`, `"x"`, `5`,
	`{"x":[1,2}`, `{"x":{"a":1]}`, `{"x":{1:2}}`, `{"x":falsy}`, `{"x":-}`, `{"x":1.e5}`, `{"x":"\ud8"}`, `{} x`, `{}{}`,
	`{"date_joined":"soon"}`, `{"date_joined":5}`, `{"session_length":"long"}`, `{"born":"1"}`, `{"wakes":"99:99"}`,
}

func TestBrokenJSONFails(t *testing.T) {
	for _, text := range broken {
		var user User
		if err := readInto([]byte(text), &user); err == nil {
			t.Errorf("%s is read as %+v", text, user)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	var user User
	err := readInto([]byte(`{"id":1,"address":{"street":"s","city":5}}`), &user)
	if err == nil || !strings.Contains(err.Error(), "a string") || !strings.Contains(err.Error(), "offset 39") {
		t.Errorf("error %v", err)
	}
}

func TestDeepJSONIsRefused(t *testing.T) {
	for _, text := range []string{
		`{"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`,
		strings.Repeat(`{"manager":`, 20_000) + `null` + strings.Repeat(`}`, 20_000),
	} {
		var user User
		if err := readInto([]byte(text), &user); err == nil {
			t.Error("20,000 levels were read")
		}
	}
}

func TestInvalidUTF8IsReplaced(t *testing.T) {
	var event Event
	if err := readInto([]byte("{\"name\":\"a\xffb\"}"), &event); err != nil {
		t.Fatal(err)
	}
	equal(t, "name", event.Name, "a\uFFFDb")
	data, err := written(&Address{Street: "a\xffb\x01\u2028"})
	equal(t, "error", err, nil)
	equal(t, "valid", json.Valid(data), true)
	var address Address
	equal(t, "read", json.Unmarshal(data, &address), nil)
	equal(t, "street", address.Street, "a\uFFFDb\x01\u2028")
}

func TestShortStringsKeepLittleMemory(t *testing.T) {
	text := strings.Repeat("abcdefghij", 1<<16)
	d := decoder{data: []byte(text)}
	for start := 0; start+70 < len(text); start += 7 {
		end := start + start%70
		equal(t, "text", d.keep(start, end), text[start:end])
		if len(d.kept) > keptBytes {
			t.Fatalf("%d bytes are shared", len(d.kept))
		}
	}
	equal(t, "back", d.keep(0, 3), "abc")
}

func TestCopiesOfJSONAreApart(t *testing.T) {
	d := decoder{}
	var copies []json.RawMessage
	for range 1000 {
		copies = append(copies, d.clone([]byte(`{"a":1}`)))
		if cap(d.room) > keptBytes {
			t.Fatalf("%d bytes are shared", cap(d.room))
		}
	}
	_ = append(copies[0], "overwritten"...)
	equal(t, "next", string(copies[1]), `{"a":1}`)
	equal(t, "long", len(d.clone(make([]byte, 5000))), 5000)
}

func TestWrittenJSONIsKept(t *testing.T) {
	first, err := written(&Address{Street: "first"})
	equal(t, "error", err, nil)
	_, err = written(&PatchedUserRequest{Settings: json.RawMessage("{")})
	equal(t, "fails", err != nil, true)
	second, err := written(&Address{Street: "second"})
	equal(t, "error", err, nil)
	equal(t, "first", string(first), `{"street":"first","city":""}`)
	equal(t, "second", string(second), `{"street":"second","city":""}`)
}

func TestNamesThatTagsCannotSay(t *testing.T) {
	odd := Odd{Const: "always", List: []ErrorModel{}, Minus: Some("dash"), ABC: Some("x")}
	data, err := json.Marshal(odd)
	equal(t, "error", err, nil)
	equal(t, "written", string(data), `{"const":"always","kind":"","list":[],"a,\"b\"\\`+"`"+`c":"x","-":"dash"}`)
	var again Odd
	equal(t, "error", json.Unmarshal(data, &again), nil)
	equal(t, "read", again, odd)
}

func TestUnionThatHoldsItself(t *testing.T) {
	text := `{"const":"always","kind":"","list":[],"tree":["a",{"b":null,"c":["d"]}]}`
	var odd Odd
	equal(t, "error", json.Unmarshal([]byte(text), &odd), nil)
	inner := Tree{TreeList{{TreeString("d")}}}
	equal(t, "read", odd.Tree.Or(Tree{}).Value, TreeValue(TreeList{
		{TreeString("a")},
		{TreeMap{"b": Null[Tree](), "c": Some(inner)}},
	}))
	again, err := json.Marshal(odd)
	equal(t, "error", err, nil)
	equal(t, "written", string(again), text)
}

func TestEncoderRefusesWhatIsNoJSON(t *testing.T) {
	bad := PatchedUserRequest{Settings: json.RawMessage(`{"a":`)}
	if data, err := written(&bad); err == nil {
		t.Errorf("written: %s", data)
	}
}

// FuzzDecode holds the decoder to encoding/json: what it reads is JSON, and it is
// the same after it was written and read again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(richUser))
	f.Add([]byte(minimalUser))
	for _, text := range broken {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var user User
		err := readInto(data, &user)
		if err == nil && !json.Valid(data) {
			t.Fatalf("%q is no JSON, but was read", data)
		}
		var odd Odd
		if readInto(data, &odd) != nil {
			return
		}
		first, err := written(&odd)
		if err != nil {
			t.Fatalf("%q: %v", data, err)
		}
		var again Odd
		if err := readInto(first, &again); err != nil {
			t.Fatalf("%q was written %q: %v", data, first, err)
		}
		third, err := written(&again)
		if err != nil || !reflect.DeepEqual(third, first) {
			t.Fatalf("%q was written %q, then %q", data, first, third)
		}
	})
}
