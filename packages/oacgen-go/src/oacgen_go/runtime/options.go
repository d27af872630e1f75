package api

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Option changes a client, or a single call.
type Option func(*settings)

// Middleware stands around every attempt to send a request. It may change the
// request, look at the response, or answer without calling next.
type Middleware func(req *http.Request, next func(*http.Request) (*http.Response, error)) (*http.Response, error)

type settings struct {
	base        *url.URL
	client      *http.Client
	header      http.Header
	schemes     []scheme
	middleware  []Middleware
	response    **http.Response
	timeout     time.Duration
	retries     int
	firstWait   time.Duration
	longestWait time.Duration
	err         error
}

func newSettings(baseURL string, options []Option) (settings, error) {
	s := settings{
		client:      http.DefaultClient,
		header:      http.Header{},
		retries:     2,
		firstWait:   500 * time.Millisecond,
		longestWait: time.Minute,
	}
	WithBaseURL(baseURL)(&s)
	return s.with(options)
}

// with returns a copy that options have changed.
func (s settings) with(options []Option) (settings, error) {
	for _, option := range options {
		option(&s)
	}
	return s, s.err
}

// WithBaseURL sends requests to another server, or below another path.
func WithBaseURL(baseURL string) Option {
	return func(s *settings) {
		base, err := url.Parse(baseURL)
		if err == nil && (base.Scheme == "" || base.Host == "") {
			err = &url.Error{Op: "parse", URL: baseURL, Err: errNoHost}
		}
		if err != nil {
			s.err = err
			return
		}
		s.base = base
	}
}

// WithHTTPClient sends requests through client instead of http.DefaultClient.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.client = client }
}

// WithHeader sends a header with each request.
func WithHeader(name, value string) Option {
	return func(s *settings) {
		s.header = s.header.Clone()
		s.header.Set(name, value)
	}
}

// WithMiddleware adds a middleware inside those that are there already.
func WithMiddleware(m Middleware) Option {
	return func(s *settings) { s.middleware = append(slices.Clip(s.middleware), m) }
}

// WithResponse stores the response of a call, also of one that fails. Its body
// can be read again, unless it is streamed.
func WithResponse(response **http.Response) Option {
	return func(s *settings) { s.response = response }
}

// WithTimeout limits a call, with its retries. Without it only the context does.
func WithTimeout(limit time.Duration) Option {
	return func(s *settings) { s.timeout = limit }
}

// WithRetries sends a request that failed up to times more (2 unless set; 0
// never). GET, HEAD, OPTIONS, PUT and DELETE are sent again after 429, 502, 503,
// 504 and a lost connection, other methods after 429 or where no connection was
// made.
func WithRetries(times int) Option {
	return func(s *settings) { s.retries = times }
}

// WithRetryWait sets the random waits before retries: up to first (500 ms), and
// up to twice as much each time, but never more than longest (a minute). The
// server's Retry-After is followed; where it asks for more than longest, there
// is no retry.
func WithRetryWait(first, longest time.Duration) Option {
	return func(s *settings) { s.firstWait, s.longestWait = first, longest }
}
