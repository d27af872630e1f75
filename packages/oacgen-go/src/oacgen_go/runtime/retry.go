package api

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// wait returns how long to wait for the next attempt, and whether to make one.
func (s *settings) wait(r *request, attempt int, resp *http.Response, err error) (time.Duration, bool) {
	if attempt >= s.retries || r.body.once || !retriable(r.method, resp, err) {
		return 0, false
	}
	if resp != nil {
		if asked, ok := retryAfter(resp.Header.Get("Retry-After")); ok {
			return asked, asked <= s.longestWait
		}
	}
	longest := s.longestWait
	if attempt < 20 { // later ones would overflow
		longest = min(longest, s.firstWait<<attempt)
	}
	return rand.N(max(longest, 1)), true
}

func retriable(method string, resp *http.Response, err error) bool {
	idempotent := method != http.MethodPost && method != http.MethodPatch
	if err != nil {
		var failed *url.Error
		return errors.As(err, &failed) && (idempotent || neverConnected(err))
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return idempotent
	default:
		return false
	}
}

func neverConnected(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// retryAfter reads a number of seconds, or a date.
func retryAfter(header string) (time.Duration, bool) {
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30) * float64(time.Second)), true
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(time.Until(date), 0), true
	}
	return 0, false
}
