"""Users and their profiles."""

from __future__ import annotations

from datetime import date, time

from django.contrib.auth.hashers import make_password

from profiles.models import Address, Profile
from seeding.calendar import on_day
from seeding.pictures import portrait
from users.models import User

Role, Tier = User.Role, User.Tier

# username, first name, last name, role, tier, manager
PEOPLE = (
    ("admin", "Ada", "Lindqvist", Role.ADMIN, Tier.STANDARD, None),
    ("alice", "Alice", "Moreau", Role.MANAGER, Tier.STANDARD, "admin"),
    ("bob", "Bob", "Kowalski", Role.CUSTOMER, Tier.SILVER, None),
    ("carla", "Carla", "Rossi", Role.EDITOR, Tier.STANDARD, "alice"),
    ("dmitri", "Dmitri", "Volkov", Role.EDITOR, Tier.STANDARD, "alice"),
    ("elif", "Elif", "Yılmaz", Role.CUSTOMER, Tier.GOLD, None),
    ("farid", "Farid", "Haddad", Role.CUSTOMER, Tier.STANDARD, None),
    ("greta", "Greta", "Sørensen", Role.CUSTOMER, Tier.SILVER, None),
    ("hiro", "Hiro", "Tanaka", Role.CUSTOMER, Tier.STANDARD, None),
    ("ines", "Inês", "Carvalho", Role.CUSTOMER, Tier.STANDARD, None),
    ("jonas", "Jonas", "Becker", Role.CUSTOMER, Tier.GOLD, None),
    ("katya", "Katya", "Ivanova", Role.CUSTOMER, Tier.STANDARD, None),
    ("liam", "Liam", "O'Brien", Role.CUSTOMER, Tier.STANDARD, None),
    ("mei", "Mei", "Chen", Role.CUSTOMER, Tier.SILVER, None),
    ("noah", "Noah", "Weber", Role.CUSTOMER, Tier.STANDARD, None),
    ("olga", "Olga", "Nowak", Role.CUSTOMER, Tier.STANDARD, None),
    ("pablo", "Pablo", "Núñez", Role.CUSTOMER, Tier.STANDARD, None),
    ("quinn", "Quinn", "", Role.CUSTOMER, Tier.STANDARD, None),
    ("rosa", "Rosa", "Lefebvre", Role.CUSTOMER, Tier.GOLD, None),
    ("samir", "Samir", "Patel", Role.CUSTOMER, Tier.STANDARD, None),
    ("tove", "Tove", "Nilsson", Role.CUSTOMER, Tier.STANDARD, None),
    ("uma", "Uma", "Iyer", Role.CUSTOMER, Tier.STANDARD, None),
    ("viktor", "Viktor", "Horváth", Role.CUSTOMER, Tier.SILVER, None),
    ("wanda", "Wanda", "Schulz", Role.CUSTOMER, Tier.STANDARD, None),
    ("xavier", "Xavier", "Dubois", Role.CUSTOMER, Tier.STANDARD, None),
    ("yara", "Yara", "Silva", Role.CUSTOMER, Tier.STANDARD, None),
    ("zoe", "Zoe", "Papadaki", Role.CUSTOMER, Tier.STANDARD, None),
    ("arne", "Arne", "Vogel", Role.CUSTOMER, Tier.STANDARD, None),
)
STAFF = ("admin", "alice")
# The others came through the social login of the web front end and have no password.
PASSWORDS = {"admin": "admin-of-the-shop", "alice": "alice-runs-it", "bob": "bob-drinks-tea"}
LEFT = ("arne",)  # closed the account

PRONOUNS = ("she/her", "she/her", "he/him", "they/them", "", None)
CITIES = (("Berlin", "10997", "DE"), ("Lyon", "69002", "FR"), ("Porto", "4050-011", "PT"))
BIOS = (
    "Roasts at home, mostly too dark.",
    "Came for the filters, stayed for the blog.",
    None,
    "",
    "Drinks tea. Buys coffee for the office.",
)
INTERESTS = (["espresso", "travel"], [], ["tea"], ["filter", "latte art", "cycling"])


def seed_people() -> None:
    for number, person in enumerate(PEOPLE):
        user = _seed_user(number, *person)
        if not Profile.objects.filter(user=user).exists():
            _seed_profile(number, user)


def _seed_user(
    number: int,
    username: str,
    first_name: str,
    last_name: str,
    role: Role,
    tier: Tier,
    manager: str | None,
) -> User:
    existing = User.objects.filter(username=username).first()
    if existing:
        return existing
    user = User.objects.create(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email="" if username == "quinn" else f"{username}@example.com",
        role=role,
        tier=tier,
        manager=User.objects.get(username=manager) if manager else None,
        password=make_password(PASSWORDS.get(username)),
        is_staff=username in STAFF,
        is_superuser=username == "admin",
        is_active=username not in LEFT,
        date_joined=on_day(number, 8, 30),
    )
    if number % 2:
        picture = portrait(username, number)
        user.avatar.save(picture.name, picture)
    return user


def _seed_profile(number: int, user: User) -> None:
    city, postcode, country = CITIES[number % len(CITIES)]
    address = None
    if number % 4 != 3:
        address = Address.objects.create(
            street=f"Harbour Street {number + 1}", postcode=postcode, city=city, country=country
        )
    profile = Profile.objects.create(
        user=user,
        pronouns=PRONOUNS[number % len(PRONOUNS)],
        bio=BIOS[number % len(BIOS)],
        website=f"https://{user.username}.example.org/" if number % 3 == 0 else "",
        contact_email=f"hello@{user.username}.example.org" if number % 3 == 0 else "",
        birthday=date(1970 + number, 1 + number % 12, 1 + number) if number % 5 else None,
        quiet_from=time(22, 0) if number % 2 else None,
        quiet_until=time(7, 30) if number % 2 else None,
        preferences={"newsletter": number % 2 == 0, "language": country.lower()},
        interests=INTERESTS[number % len(INTERESTS)],
        address=address,
    )
    # `updated_at` is set on save, which would make every run of the command different.
    Profile.objects.filter(pk=profile.pk).update(updated_at=on_day(number + 30, 18, 45))
