// The demo site: example questions go to the chat, and the embed guide shows this server's own address.
for (const button of document.querySelectorAll(".ask")) {
  button.addEventListener("click", () => document.querySelector("charley-chat").ask(button.textContent));
}
for (const place of document.querySelectorAll(".origin")) place.textContent = location.origin;
for (const place of document.querySelectorAll(".socket")) place.textContent = location.origin.replace("http", "ws");
