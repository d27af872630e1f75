import { useState } from "react";
import { Button, FlatList, Text, View } from "react-native";
import { useUsers } from "./api/generated/_utils/hooks/users";
import { connect, sendPicture, signIn } from "./shop";

connect("http://10.0.2.2:8000"); // the computer, as the emulator of Android sees it

export function App() {
  const { data, error } = useUsers({ page: 1 });
  const [picture, setPicture] = useState("file:///storage/emulated/0/Download/me.png");
  const [said, setSaid] = useState("");

  async function send() {
    try {
      await signIn("bob", "bob-drinks-tea");
      setPicture((await sendPicture(picture)).avatar ?? "");
    } catch (failure) {
      setSaid(String(failure));
    }
  }

  return (
    <View>
      <Text>{error ? error.message : `${data?.count ?? "..."} users`}</Text>
      <FlatList
        data={data?.results ?? []}
        keyExtractor={(user) => String(user.id)}
        renderItem={({ item }) => <Text>{item.username}</Text>}
      />
      <Button title="Send my picture" onPress={() => void send()} />
      <Text>{said || picture}</Text>
    </View>
  );
}
