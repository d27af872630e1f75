package api

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// Credential is the secret of a security scheme. Clients may share it.
type Credential struct {
	get     func(context.Context) (string, error)
	refresh func(context.Context) (string, error)

	mu      sync.Mutex
	secret  string
	pending *renewal
}

type renewal struct {
	done chan struct{}
	err  error
}

// Static is a secret that never changes.
func Static(secret string) *Credential { return &Credential{secret: secret} }

// Basic is the secret of HTTP's basic authentication.
func Basic(username, password string) *Credential {
	return Static(base64.StdEncoding.EncodeToString([]byte(username + ":" + password)))
}

// Dynamic asks get for the secret of each request.
func Dynamic(get func(context.Context) (string, error)) *Credential {
	return &Credential{get: get}
}

// Refreshing uses secret until the server answers 401, and then what refresh
// returns: it runs once, however many calls wait for it. An empty secret is
// refreshed before the first request. A refresh that calls the same client must
// pass on its context, so that it does not wait for itself.
func Refreshing(secret string, refresh func(context.Context) (string, error)) *Credential {
	return &Credential{secret: secret, refresh: refresh}
}

// renewing marks the context of a refresh.
type renewing struct{ credential *Credential }

func (c *Credential) isRenewing(ctx context.Context) bool {
	return ctx.Value(renewing{c}) != nil
}

func (c *Credential) current(ctx context.Context) (string, error) {
	if c.get != nil {
		return c.get(ctx)
	}
	secret := c.held()
	if secret != "" || c.refresh == nil || c.isRenewing(ctx) {
		return secret, nil
	}
	err := c.renew(ctx, secret)
	return c.held(), err
}

func (c *Credential) held() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.secret
}

// renew replaces the secret stale, or waits for the call that is at it.
func (c *Credential) renew(ctx context.Context, stale string) error {
	c.mu.Lock()
	if c.secret != stale {
		c.mu.Unlock()
		return nil
	}
	r := c.pending
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		c.pending = r
		// Others wait for it, so it does not end with this call.
		own := context.WithValue(context.WithoutCancel(ctx), renewing{c}, true)
		go c.run(own, r)
	}
	c.mu.Unlock()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (c *Credential) run(ctx context.Context, r *renewal) {
	secret, err := "", errors.New("refresh panicked")
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if err == nil {
			c.secret = secret
		} else {
			r.err = fmt.Errorf("api: refresh of a credential: %w", err)
		}
		c.pending = nil
		close(r.done)
	}()
	secret, err = c.refresh(ctx)
}

// scheme is a way to authenticate, and the credential for it.
type scheme struct {
	name       string
	header     string // which it sets
	credential *Credential
	apply      func(req *http.Request, secret string)
}

// WithAuthorization sends "Authorization: <prefix><secret>" with each request.
func WithAuthorization(prefix string, c *Credential) Option {
	return withScheme(headerScheme("", "Authorization", prefix, c))
}

func withScheme(added scheme) Option {
	return func(s *settings) {
		s.schemes = slices.DeleteFunc(slices.Clone(s.schemes), func(one scheme) bool { return one.name == added.name })
		if added.credential != nil {
			s.schemes = append(s.schemes, added)
		}
	}
}

func headerScheme(name, header, prefix string, c *Credential) scheme {
	return scheme{name, header, c, func(req *http.Request, secret string) {
		req.Header.Set(header, prefix+secret)
	}}
}

func queryScheme(name, parameter string, c *Credential) scheme {
	return scheme{name, "", c, func(req *http.Request, secret string) {
		q := query(req.URL.RawQuery)
		q.set(parameter, secret)
		req.URL.RawQuery = string(q)
	}}
}

func cookieScheme(name, cookie string, c *Credential) scheme {
	return scheme{name, "Cookie", c, func(req *http.Request, secret string) {
		req.AddCookie(&http.Cookie{Name: cookie, Value: secret})
	}}
}

// spent is a credential in a request, with the secret that it had.
type spent struct {
	credential *Credential
	secret     string
}

// authorize puts the secrets that an operation needs into req.
func (s *settings) authorize(req *http.Request, security [][]string) ([]spent, error) {
	var used []spent
	for _, scheme := range s.wanted(security) {
		secret, err := scheme.credential.current(req.Context())
		if err != nil {
			return nil, err
		}
		scheme.apply(req, secret)
		used = append(used, spent{scheme.credential, secret})
	}
	return used, nil
}

// wanted returns the schemes of the first alternative that is complete, else
// those of any. Schemes without a name, and operations that say nothing, take
// what there is.
func (s *settings) wanted(security [][]string) []scheme {
	if len(security) == 0 {
		return s.schemes
	}
	var mentioned []string
	for _, names := range security {
		mentioned = append(mentioned, names...)
		complete := len(names) > 0
		for _, name := range names {
			complete = complete && slices.ContainsFunc(s.schemes, func(one scheme) bool { return one.name == name })
		}
		if complete {
			mentioned = names
			break
		}
	}
	return slices.DeleteFunc(slices.Clone(s.schemes), func(one scheme) bool {
		unnamed := one.name == "" && len(mentioned) > 0
		return !unnamed && !slices.Contains(mentioned, one.name)
	})
}

// renew replaces the secrets that the server refused, and reports whether there
// are others now.
func (s *settings) renew(ctx context.Context, used []spent) (bool, error) {
	renewed := false
	for _, one := range used {
		if one.credential.refresh == nil || one.credential.isRenewing(ctx) {
			continue
		}
		if err := one.credential.renew(ctx, one.secret); err != nil {
			return false, err
		}
		renewed = true
	}
	return renewed, nil
}
