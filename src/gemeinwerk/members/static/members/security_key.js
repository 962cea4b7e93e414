// allauth's scripts talk to the security key; say so on the page when that fails.
document.addEventListener("allauth.error", function (event) {
  "use strict";
  const notice = document.querySelector("[data-key-failed]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
  notice.setAttribute("role", "alert");
});
