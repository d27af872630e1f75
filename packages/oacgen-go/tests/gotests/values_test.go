package api

import (
	"encoding"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"00:00:00":        0,
		"01:02:03":        time.Hour + 2*time.Minute + 3*time.Second,
		"01:02:03.000004": time.Hour + 2*time.Minute + 3*time.Second + 4*time.Microsecond,
		"3 00:00:01":      72*time.Hour + time.Second,
		"-1 23:00:00":     -time.Hour,
		"-00:00:30":       -30 * time.Second,
		"3 days, 4:05:06": 76*time.Hour + 5*time.Minute + 6*time.Second,
		"1 day, 0:00:00":  24 * time.Hour,
		"02:03":           2*time.Minute + 3*time.Second,
		"45":              45 * time.Second,
		"P3DT4H5M6.5S":    76*time.Hour + 5*time.Minute + 6500*time.Millisecond,
		"PT36H":           36 * time.Hour,
		"P1D":             24 * time.Hour,
		"P2W":             14 * 24 * time.Hour,
		"-PT1M":           -time.Minute,
	} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, time.Duration(d), want)
		var again Duration
		if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
			t.Errorf("%s is written %s, and read as %v", text, d, time.Duration(again))
		}
	}
	for _, text := range []string{"", "x", "1:2:3:4", "P", "PT", "P1Y", "P1M", "999999999 00:00:00", "106751 23:00:00", "PT99999999999H", "1 2 3", "::", "-"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, time.Duration(d))
		}
	}
}

func TestDateTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-02T03:04:05Z":             "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05.123456+02:00": "2026-01-02T01:04:05.123456Z",
		"2026-01-02T03:04:05.123456":       "2026-01-02T03:04:05.123456Z",
		"2026-01-02 03:04:05":              "2026-01-02T03:04:05Z",
		"2026-01-02 03:04:05+01:00":        "2026-01-02T02:04:05Z",
		"2026-01-02T03:04:05+0100":         "2026-01-02T02:04:05Z",
		"2026-01-02T03:04Z":                "2026-01-02T03:04:00Z",
		"2026-01-02T03:04":                 "2026-01-02T03:04:00Z",
		"2026-01-02":                       "2026-01-02T00:00:00Z",
	} {
		var d DateTime
		if err := json.Unmarshal([]byte(`"`+text+`"`), &d); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, formatDateTime(d.UTC()), want)
	}
	for _, text := range []string{`""`, `"soon"`, `5`, `"2026-13-01T00:00:00Z"`} {
		var d DateTime
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s is read as %v", text, d)
		}
	}
}

func TestDatesAndTimes(t *testing.T) {
	d := DateOf(time.Date(2026, 2, 3, 23, 0, 0, 0, time.FixedZone("", -3600)))
	equal(t, "date", d.String(), "2026-02-03")
	equal(t, "in", d.In(time.UTC), time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC))
	for _, text := range []string{"", "2026", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-0a", "2026-01-01x", "20260101", "-026-01-01"} {
		if err := new(Date).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a date", text)
		}
	}
	var at Date
	if err := at.UnmarshalText([]byte("2024-02-29T10:00:00Z")); err != nil || at != (Date{2024, 2, 29}) {
		t.Errorf("date %v, error %v", at, err)
	}
	for text, want := range map[string]string{"07:08": "07:08:00", "07:08:09.5": "07:08:09.5", "07:08:09+02:00": "07:08:09"} {
		var clock TimeOfDay
		if err := clock.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, clock.String(), want)
	}
	if err := new(TimeOfDay).UnmarshalText([]byte("25:00")); err == nil {
		t.Error("25:00 was read")
	}
}

func TestDecimals(t *testing.T) {
	var list []Decimal
	if err := json.Unmarshal([]byte(`["0.10", 1.50, 1e2, null]`), &list); err != nil {
		t.Fatal(err)
	}
	equal(t, "list", list, []Decimal{"0.10", "1.50", "1e2", ""})
	rat, ok := list[0].Rat()
	equal(t, "exact", ok && rat.RatString() == "1/10", true)
	float, err := list[1].Float64()
	equal(t, "float", err == nil && float == 1.5, true)
	if _, ok := Decimal("x").Rat(); ok {
		t.Error("x is a number")
	}
}

func TestOpt(t *testing.T) {
	type model struct {
		Text   Opt[string] `json:"text,omitzero"`
		Number Opt[int]    `json:"number,omitzero"`
		Always Opt[Date]   `json:"always"`
	}
	for text, want := range map[string]model{
		`{"always":null}`: {Always: Null[Date]()},
		`{"text":"","number":0,"always":"2026-01-02"}`:  {Some(""), Some(0), Some(Date{2026, 1, 2})},
		`{"text":null,"number":null,"always":null}`:     {Null[string](), Null[int](), Null[Date]()},
		`{"text":"x","number":5,"always":"0001-01-01"}`: {Some("x"), Some(5), Some(Date{1, 1, 1})},
	} {
		var got model
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, got, want)
		again, err := json.Marshal(got)
		equal(t, "written", string(again), text)
		equal(t, "error", err, nil)
	}
	var blank model
	equal(t, "blank", json.Unmarshal([]byte(`{"number":"","always":""}`), &blank), nil)
	equal(t, "number", blank.Number.IsNull() && blank.Always.IsNull(), true)
	if err := json.Unmarshal([]byte(`{"number":"x"}`), &blank); err == nil {
		t.Error("x is a number")
	}
	value, ok := Some("v").Get()
	equal(t, "get", ok && value == "v", true)
	equal(t, "or", Null[string]().Or("other"), "other")
	var absent Opt[string]
	equal(t, "zero", absent.IsZero() && !absent.IsNull() && absent.Or("o") == "o", true)
}

func TestErrorsShowNoSecrets(t *testing.T) {
	r := newRequest("GET", "/x/")
	s, err := newSettings("http://user:pass@example.com/base?fixed=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.query.add("q", "1")
	req, err := r.build(t.Context(), &s)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "URL", req.URL.String(), "http://user:pass@example.com/base/x/?fixed=1&q=1")
	if strings.Contains(r.shown, "pass") {
		t.Errorf("shown: %s", r.shown)
	}
}

// FuzzValues holds each spelling to this: what is read and written is read again
// as the same, in every kind of value.
func FuzzValues(f *testing.F) {
	for _, text := range []string{
		"2026-01-02", "2024-02-29T00:00:00Z", "07:30", "23:59:59.999999", "3 04:05:06.789", "-1 23:59:59", "-00:00:01",
		"P1DT2H", "-PT0.5S", "P3W", "1 day, 2:03:04", "2026-01-02 03:04", "2026-01-02T03:04:05.123456+0200", "", ":", "-",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		again(t, text, new(Date), new(Date))
		again(t, text, new(TimeOfDay), new(TimeOfDay))
		again(t, text, new(Duration), new(Duration))
		again(t, text, new(DateTime), new(DateTime))
	})
}

// spelt is a value that has a text.
type spelt interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

func again(t *testing.T, text string, first, second spelt) {
	if first.UnmarshalText([]byte(text)) != nil {
		return
	}
	once, err := first.MarshalText()
	if err != nil {
		return // a year that has no spelling
	}
	if err := second.UnmarshalText(once); err != nil {
		t.Fatalf("%T %q is written %q, and not read: %v", first, text, once, err)
	}
	twice, err := second.MarshalText()
	if err != nil || string(twice) != string(once) {
		t.Fatalf("%T %q is written %q, then %q", first, text, once, twice)
	}
}
