package api

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Decimal is an exact decimal number, spelt as the server spells it.
type Decimal string

// Rat returns the number, and whether d is one.
func (d Decimal) Rat() (*big.Rat, bool) { return new(big.Rat).SetString(string(d)) }

// Float64 returns the nearest floating-point number.
func (d Decimal) Float64() (float64, error) { return strconv.ParseFloat(string(d), 64) }

// UnmarshalJSON reads text or a number.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(d))
	}
	return json.Unmarshal(data, (*json.Number)(d))
}

// DateTime is a time.Time that is read leniently: without a time zone it is in
// UTC.
type DateTime struct{ time.Time }

// At returns t as a DateTime.
func At(t time.Time) DateTime { return DateTime{t} }

// UnmarshalText reads a date and time in ISO 8601.
func (d *DateTime) UnmarshalText(text []byte) (err error) {
	d.Time, err = parseDateTime(string(text))
	return err
}

// UnmarshalJSON reads what UnmarshalText reads.
func (d *DateTime) UnmarshalJSON(data []byte) error { return readText(data, d.UnmarshalText) }

var dateTimeLayouts = []string{
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	time.DateOnly,
}

func parseDateTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err == nil {
		return t, nil
	}
	for _, layout := range dateTimeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return t, err
}

func formatDateTime(t time.Time) string { return t.Format(time.RFC3339Nano) }

// Date is a day of the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day that t is on, in its own time zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// In returns the first moment of d in a time zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// String returns d as YYYY-MM-DD.
func (d Date) String() string { return string(d.append(nil)) }

func (d Date) append(text []byte) []byte {
	text = appendDigits(text, d.Year, 1000)
	text = appendDigits(append(text, '-'), int(d.Month), 10)
	return appendDigits(append(text, '-'), d.Day, 10)
}

// appendDigits appends the digits of n, of which the first stands for unit.
func appendDigits(text []byte, n, unit int) []byte {
	for ; unit > 0; unit /= 10 {
		text = append(text, '0'+byte(n/unit%10))
	}
	return text
}

// MarshalText returns d as YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; of a date and time it reads the date.
func (d *Date) UnmarshalText(text []byte) error {
	year, month, day := digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)
	whole := len(text) == 10 || len(text) > 10 && (text[10] == 'T' || text[10] == ' ')
	if !whole || text[4] != '-' || text[7] != '-' || year|month|day < 0 {
		return fmt.Errorf("api: %q is not a date", text)
	}
	read := Date{year, time.Month(month), day}
	if DateOf(read.In(time.UTC)) != read {
		return fmt.Errorf("api: %q is not a day of the calendar", text)
	}
	*d = read
	return nil
}

// digits returns the number that text[from:to] is, or -1.
func digits(text []byte, from, to int) int {
	if len(text) < to {
		return -1
	}
	n := 0
	for _, c := range text[from:to] {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// TimeOfDay is a time on the clock: what has passed since midnight.
type TimeOfDay time.Duration

// TimeOf returns the time on the clock of t, in its own time zone.
func TimeOf(t time.Time) TimeOfDay {
	hour, minute, second := t.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	return TimeOfDay(clock + time.Duration(second)*time.Second + time.Duration(t.Nanosecond()))
}

// String returns t as HH:MM:SS[.ffffff].
func (t TimeOfDay) String() string {
	return time.Time{}.Add(time.Duration(t)).Format("15:04:05.999999")
}

// MarshalText returns t as HH:MM:SS[.ffffff].
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads HH:MM[:SS[.ffffff]], and leaves out a time zone.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	var failure error
	for _, layout := range []string{"15:04:05", "15:04", "15:04:05Z07:00"} {
		clock, err := time.Parse(layout, string(text))
		if err == nil {
			*t = TimeOf(clock)
			return nil
		}
		failure = err
	}
	return failure
}

// Duration is a time.Duration, written "[D ]HH:MM:SS[.ffffff]" as Django does.
type Duration time.Duration

const day = 24 * time.Hour

// String returns d as Django spells it.
func (d Duration) String() string {
	days, rest := time.Duration(d)/day, time.Duration(d)%day
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	if days == 0 {
		return TimeOfDay(rest).String()
	}
	return strconv.Itoa(int(days)) + " " + TimeOfDay(rest).String()
}

// MarshalText returns d as Django spells it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads Django's spelling, and ISO 8601 without months and years.
func (d *Duration) UnmarshalText(text []byte) error {
	value, ok := parseDuration(string(text))
	if !ok {
		return fmt.Errorf("api: %q is not a duration of up to 292 years", text)
	}
	*d = Duration(value)
	return nil
}

func parseDuration(text string) (time.Duration, bool) {
	if iso, ok := strings.CutPrefix(text, "P"); ok {
		return parseISODuration(iso)
	}
	if iso, ok := strings.CutPrefix(text, "-P"); ok {
		value, ok := parseISODuration(iso)
		return -value, ok
	}
	days := "0"
	if before, after, ok := strings.Cut(text, " "); ok {
		days, text = before, strings.TrimPrefix(strings.TrimPrefix(after, "days, "), "day, ")
	}
	clock, negative := strings.CutPrefix(text, "-")
	units := strings.Split(clock, ":")
	names := "hms"
	if len(units) > len(names) {
		return 0, false
	}
	clock = ""
	for i, unit := range units {
		clock += unit + string(names[len(names)-len(units)+i])
	}
	return sumDuration(days, clock, negative)
}

// parseISODuration reads what stands after the P.
func parseISODuration(text string) (time.Duration, bool) {
	date, clock, _ := strings.Cut(text, "T")
	days, isDays := strings.CutSuffix(date, "D")
	if !isDays {
		weeks, isWeeks := strings.CutSuffix(date, "W")
		n, err := strconv.Atoi(weeks)
		switch {
		case isWeeks && err == nil && n < 1<<20:
			days = strconv.Itoa(n * 7)
		case date == "" && clock != "":
			days = "0"
		default:
			return 0, false
		}
	}
	return sumDuration(days, "0s"+strings.ToLower(clock), false)
}

func sumDuration(days, clock string, negative bool) (time.Duration, bool) {
	const most = 106_751 // days that a time.Duration can hold
	n, err := strconv.Atoi(days)
	if err != nil || n < -most || n > most {
		return 0, false
	}
	rest, err := time.ParseDuration(clock)
	if err != nil || rest < 0 || rest > time.Duration(most-max(n, -n))*day {
		return 0, false
	}
	if negative {
		rest = -rest
	}
	return time.Duration(n)*day + rest, true
}

// readText hands the text in data to read, and nothing for null.
func readText(data []byte, read func([]byte) error) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil || text == nil {
		return err
	}
	return read([]byte(*text))
}
