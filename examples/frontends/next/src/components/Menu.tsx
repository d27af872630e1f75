export function Menu() {
  return (
    <nav>
      <a href="/">Home</a> · <a href="/users">Users</a> ·{" "}
      <a href="/classic">Pages Router</a> · <a href="/me">Me</a>
    </nav>
  );
}
