// Package live tests the shop's clients against the shop itself.
package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/apiclient/billing"
	"example.com/apiclient/content"
	"example.com/apiclient/core"
	"example.com/apiclient/profiles"
	"example.com/apiclient/shop"
)

func address() string { return os.Getenv("SHOP_URL") }

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func tokenOf(t *testing.T, name, password string) string {
	t.Helper()
	client := must[*core.Client](t)(core.New(address()))
	login := must[*core.AuthToken](t)(client.Accounts.TokenCreate(t.Context(), &core.AuthTokenRequest{Username: name, Password: password}))
	return login.Token
}

var (
	alice = sync.OnceValue(func() string { return "alice-runs-it" })
	bob   = sync.OnceValue(func() string { return "bob-drinks-tea" })
)

func TestUsers(t *testing.T) {
	client := must[*core.Client](t)(core.New(address(), core.WithTokenAuth(core.Static(tokenOf(t, "alice", alice())))))
	page := must[*core.PaginatedUserList](t)(client.Users.List(t.Context(), nil))
	seen := map[int]bool{}
	for user, err := range client.Users.All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		seen[user.ID] = true
	}
	if len(seen) != page.Count || len(seen) <= len(page.Results) {
		t.Errorf("%d users of %d, %d on a page", len(seen), page.Count, len(page.Results))
	}
	var resp *http.Response
	first := must[*core.User](t)(client.Users.Retrieve(t.Context(), page.Results[0].ID, core.WithResponse(&resp)))
	if first.Username != page.Results[0].Username || resp.StatusCode != 200 {
		t.Errorf("user %+v", first)
	}
	_, err := client.Users.Retrieve(t.Context(), 999_999)
	var e *core.Error
	if !errors.As(err, &e) || e.StatusCode != 404 || e.Detail == "" {
		t.Errorf("error %v", err)
	}
	_, err = client.Users.Create(t.Context(), &core.UserRequest{Username: "a b"})
	if !errors.As(err, &e) || len(e.Fields["username"]) != 1 {
		t.Errorf("error %v", err)
	}
}

func TestLoginFails(t *testing.T) {
	client := must[*core.Client](t)(core.New(address()))
	_, err := client.Accounts.TokenCreate(t.Context(), &core.AuthTokenRequest{Username: "alice", Password: "wrong"})
	var e *core.Error
	if !errors.As(err, &e) || e.StatusCode != 400 || len(e.NonFieldErrors) != 1 {
		t.Errorf("error %v", err)
	}
	_, err = client.Accounts.MeRetrieve(t.Context())
	if !errors.As(err, &e) || e.StatusCode != 401 {
		t.Errorf("error %v", err)
	}
}

func TestExpiredTokenIsRefreshedOnce(t *testing.T) {
	login := must[*core.Client](t)(core.New(address()))
	pair := must[*core.TokenObtainPair](t)(login.Accounts.JWTCreate(t.Context(), &core.TokenObtainPairRequest{Username: "bob", Password: bob()}))
	var refreshes atomic.Int32
	var client *core.Client
	token := core.Refreshing("expired", func(ctx context.Context) (string, error) {
		refreshes.Add(1)
		fresh, err := client.Accounts.JWTRefreshCreate(ctx, &core.TokenRefreshRequest{Refresh: pair.Refresh})
		if err != nil {
			return "", err
		}
		return fresh.Access, nil
	})
	client = must[*core.Client](t)(core.New(address(), core.WithJWTAuth(token)))
	var group sync.WaitGroup
	for range 5 {
		group.Add(1)
		go func() {
			defer group.Done()
			if me, err := client.Accounts.MeRetrieve(t.Context()); err != nil || me.Username != "bob" {
				t.Errorf("me %+v, error %v", me, err)
			}
		}()
	}
	group.Wait()
	if refreshes.Load() != 1 {
		t.Errorf("%d refreshes", refreshes.Load())
	}
}

func TestProfileKeepsWhatIsNotSent(t *testing.T) {
	client := must[*profiles.Client](t)(profiles.New(address(), profiles.WithTokenAuth(profiles.Static(tokenOf(t, "alice", alice())))))
	page := must[*profiles.PaginatedProfileList](t)(client.APIProfiles.List(t.Context(), nil))
	id := page.Results[0].ID
	change := func(patch profiles.PatchedProfileRequest) *profiles.Profile {
		t.Helper()
		return must[*profiles.Profile](t)(client.APIProfiles.PartialUpdate(t.Context(), id, &patch))
	}
	before := change(profiles.PatchedProfileRequest{
		Bio:         profiles.Some("old"),
		Birthday:    profiles.Some(profiles.Date{Year: 1990, Month: 5, Day: 6}),
		QuietFrom:   profiles.Some(profiles.TimeOfDay(22*time.Hour + 30*time.Minute)),
		Preferences: json.RawMessage(`{"theme":"dark"}`),
		Website:     profiles.Some(""),
	})
	after := change(profiles.PatchedProfileRequest{Birthday: profiles.Null[profiles.Date]()})
	if after.Bio != before.Bio || !after.Birthday.IsNull() || after.QuietFrom.Or(0).String() != "22:30:00" {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if string(after.Preferences) != `{"theme":"dark"}` {
		t.Errorf("preferences %s", after.Preferences)
	}
}

func TestProductsOrdersAndFiles(t *testing.T) {
	token := shop.WithTokenAuth(shop.Static(tokenOf(t, "alice", alice())))
	client := must[*shop.Client](t)(shop.New(address(), token))
	var products []*shop.Product
	for product, err := range client.Products.All(t.Context(), &shop.ProductsListParams{Limit: shop.Some(3), IsActive: shop.Some(true)}) {
		if err != nil {
			t.Fatal(err)
		}
		products = append(products, product)
	}
	page := must[*shop.PaginatedProductList](t)(client.Products.List(t.Context(), &shop.ProductsListParams{IsActive: shop.Some(true)}))
	if len(products) != page.Count || page.Count < 4 {
		t.Errorf("%d products of %d", len(products), page.Count)
	}
	if _, ok := products[0].Price.Rat(); !ok {
		t.Errorf("price %q", products[0].Price)
	}
	order := must[*shop.Order](t)(client.Orders.Create(t.Context(), &shop.OrderRequest{
		ShippingAddress: shop.ShippingAddressRequest{Recipient: "A", Street: "S 1", City: "C", Postcode: "12345"},
		Items:           []shop.OrdersItemRequest{{Product: products[0].ID, Quantity: shop.Some(2)}},
		Priority:        shop.Null[shop.OrderPriorityEnum](),
	}))
	if len(order.Items) != 1 || order.Items[0].Quantity != 2 || !order.Priority.IsNull() {
		t.Errorf("order %+v", order)
	}
	_, err := client.Orders.Create(t.Context(), &shop.OrderRequest{Items: []shop.OrdersItemRequest{{Product: "none"}}})
	var e *shop.Error
	if !errors.As(err, &e) || len(e.Fields["items.0.product"]) == 0 || len(e.Fields["shipping_address.city"]) == 0 {
		t.Errorf("error %v", err)
	}
	count := 0
	for line, err := range client.Products.Export(t.Context()) {
		if err != nil || !strings.HasPrefix(line, "{") {
			t.Fatalf("line %q, error %v", line, err)
		}
		count++
	}
	if count < page.Count {
		t.Errorf("%d lines", count)
	}
	csv := must[*shop.Download](t)(client.Orders.Export(t.Context()))
	data := must[[]byte](t)(io.ReadAll(csv))
	_ = csv.Close()
	if !strings.HasSuffix(csv.Name, ".csv") || !bytes.Contains(data, []byte(order.Number)) {
		t.Errorf("file %q: %s", csv.Name, data)
	}
	events := 0
	for event, err := range client.Orders.Events(t.Context(), nil) {
		if err != nil || event == "" {
			t.Fatalf("event %q, error %v", event, err)
		}
		if events++; events == 2 {
			break
		}
	}
}

func TestUploadAndDownload(t *testing.T) {
	token := content.WithTokenAuth(content.Static(tokenOf(t, "alice", alice())))
	client := must[*content.Client](t)(content.New(address(), token))
	body := bytes.Repeat([]byte("0123456789"), 100_000)
	file := must[*content.MediaFile](t)(client.Media.Create(t.Context(), &content.MediaFileRequest{
		Title: "Notes",
		File:  content.File{Name: "notes.txt", ContentType: "text/plain", Content: bytes.NewReader(body)},
	}))
	back := must[*content.Download](t)(client.Media.Download(t.Context(), file.ID))
	data := must[[]byte](t)(io.ReadAll(back))
	_ = back.Close()
	if !bytes.Equal(data, body) || !strings.HasPrefix(back.Name, "Notes") {
		t.Errorf("%d bytes as %q", len(data), back.Name)
	}
	if err := client.Media.Destroy(t.Context(), file.ID); err != nil {
		t.Error(err)
	}
}

func TestBlocks(t *testing.T) {
	token := content.WithTokenAuth(content.Static(tokenOf(t, "alice", alice())))
	client := must[*content.Client](t)(content.New(address(), token))
	kinds := map[string]int{}
	for page, err := range client.Cms.PagesAll(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range must[[]content.Block](t)(client.Cms.PagesBlocksList(t.Context(), page.Slug)) {
			switch block := block.Value.(type) {
			case *content.TextBlock:
				kinds[string(block.Kind)]++
			case *content.ImageBlock:
				kinds[string(block.Kind)]++
			case *content.QuoteBlock:
				kinds[string(block.Kind)]++
			default:
				t.Errorf("block %#v", block)
			}
		}
	}
	if len(kinds) != 3 {
		t.Errorf("kinds %v", kinds)
	}
	for _, hit := range must[[]content.SearchHit](t)(client.Cms.SearchList(t.Context(), &content.CmsSearchListParams{Q: "a"})) {
		if _, unknown := hit.Value.(*content.Unknown); unknown || hit.Value == nil {
			t.Errorf("hit %#v", hit.Value)
		}
	}
}

func TestPayments(t *testing.T) {
	token := billing.WithTokenAuth(billing.Static(tokenOf(t, "alice", alice())))
	client := must[*billing.Client](t)(billing.New(address(), token))
	count := 0
	for payment, err := range client.Payments.All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		if payment.ID == "" {
			t.Errorf("payment %+v", payment)
		}
		count++
	}
	summary := must[*billing.PaymentSummary](t)(client.Payments.Summary(t.Context(), nil))
	if count == 0 || summary.Count == 0 {
		t.Errorf("%d payments, summary %+v", count, summary)
	}
	plans := must[[]billing.Plan](t)(client.Plans.List(t.Context()))
	if len(plans) == 0 {
		t.Error("no plans")
	}
}
