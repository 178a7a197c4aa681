/* Who needs help, in the form of a call: one more person, one less. The page works without it: the buttons post. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const place = document.querySelector("[data-people]");
  if (!form || !place) return;

  const MARK = "__number__";
  const list = place.querySelector("[data-people-list]");
  const adding = place.querySelector("[data-add-person]");
  const said = place.querySelector("[data-people-said]");
  const pattern = place.querySelector("[data-person-template]").innerHTML;
  const most = Number(place.dataset.most);
  const people = () => [...list.children];
  const numberOf = (person) => Number(person.dataset.person);

  const isEmpty = (person) =>
    [...person.querySelectorAll("input, select, textarea")].every((field) =>
      field.type === "radio" ? !field.checked || field.value === "" : field.value.trim() === "",
    );

  const tell = (words, number) => { said.textContent = words.replace("{number}", number); };

  /* The draft and the guide listen to what is typed; that somebody was taken out is such a change. */
  const changed = () => form.elements.namedItem("notes").dispatchEvent(new Event("input", { bubbles: true }));

  const add = () => {
    const taken = people().map(numberOf);
    const number = Array.from({ length: most }, (_nothing, index) => index + 1).find((one) => !taken.includes(one));
    if (!number) return null;
    const holder = document.createElement("template");
    holder.innerHTML = pattern.replaceAll(MARK, number);
    const person = holder.content.firstElementChild;
    list.insertBefore(person, people().find((other) => numberOf(other) > number) ?? null);
    adding.hidden = people().length >= most;
    tell(said.dataset.added, number);
    return person;
  };

  const remove = (person) => {
    const hadWords = !isEmpty(person);
    person.remove();
    adding.hidden = false;
    tell(said.dataset.removed, numberOf(person));
    if (hadWords) changed();
  };

  /* A call about somebody else asks about whom by itself; what is empty goes when it is about herself after all. */
  const follow = () => {
    const isAboutAnother = place.dataset.aboutAnother.split(" ").includes(new FormData(form).get("call_type"));
    if (isAboutAnother && people().length === 0) add();
    if (!isAboutAnother) people().filter(isEmpty).forEach(remove);
  };

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.parentElement === adding) {
      event.preventDefault();
      add()?.querySelector("input").focus();
    } else if (button && "removePerson" in button.dataset) {
      event.preventDefault();
      remove(button.closest("[data-person]"));
      adding.firstElementChild.focus();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.form === form && event.target.name === "call_type") follow();
  });
})();
