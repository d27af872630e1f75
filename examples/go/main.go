// Shop walks through an API with its generated client: it logs in, lists,
// filters, creates, changes, uploads and deletes.
//
// It is a package of the module that `manage.py generate_api` makes of the shop
// beside this folder:
//
//	cp -r ../go ../shop/openapi/clients/go/tour
//	cd ../shop/openapi/clients/go
//	SHOP_URL=http://127.0.0.1:8000 go run ./tour
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"example.com/apiclient/core"
)

func main() {
	if err := run(context.Background(), os.Getenv("SHOP_URL")); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url string) error {
	// Get a token with a name and a password, and use it from here on.
	client, err := core.New(url, core.WithTimeout(30*time.Second))
	if err != nil {
		return err
	}
	login, err := client.Accounts.TokenCreate(ctx, &core.AuthTokenRequest{
		Username: "alice",
		Password: "alice-runs-it",
	})
	if err != nil {
		return err
	}
	client, err = core.New(url, core.WithTokenAuth(core.Static(login.Token)))
	if err != nil {
		return err
	}

	// One page of users, filtered and ordered.
	page, err := client.Users.List(ctx, &core.UsersListParams{
		IsActive: core.Some(true),
		Ordering: core.Some("username"),
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d active users; the first is %s\n", page.Count, page.Results[0].Username)

	// All users, page after page.
	managers := 0
	for user, err := range client.Users.All(ctx, nil) {
		if err != nil {
			return err
		}
		if user.Role.Or("") == core.UserRoleEnumManager {
			managers++
		}
	}
	fmt.Printf("%d of them are managers\n", managers)

	// Create a user; change nothing but the e-mail address; upload a picture.
	user, err := client.Users.Create(ctx, &core.UserRequest{
		Username:  "ann",
		FirstName: core.Some("Ann"),
		Email:     core.Some("ann@example.com"),
	})
	if err != nil {
		return err
	}
	user, err = client.Users.PartialUpdate(ctx, user.ID, &core.PatchedUserRequest{Email: core.Some("")})
	if err != nil {
		return err
	}
	user, err = client.Users.SetAvatar(ctx, user.ID, &core.AvatarRequest{
		Avatar: core.File{Name: "ann.gif", ContentType: "image/gif", Content: bytes.NewReader(picture)},
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s has the e-mail address %q and a picture: %t\n", user.FullName, user.Email.Or("none"), !user.Avatar.IsNull())

	// What the server refuses is an error that says why, field by field.
	_, err = client.Users.Create(ctx, &core.UserRequest{Username: "ann"})
	var refused *core.Error
	if !errors.As(err, &refused) {
		return fmt.Errorf("a second ann was not refused: %w", err)
	}
	fmt.Printf("status %d: %s\n", refused.StatusCode, refused.Fields["username"])

	return client.Users.Destroy(ctx, user.ID)
}

// picture is a GIF of one pixel.
var picture = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
