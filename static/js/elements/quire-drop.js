/**
 * Files dropped or pasted anywhere on the library are added as if they had been chosen with its Upload button.
 * @example <quire-drop data-label="Drop to add"><form data-upload><input type="file" name="file" multiple></form></quire-drop>
 */
class QuireDrop extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (this.querySelector('[data-upload] input[type="file"]'));
    this.input?.addEventListener("change", () => this.#send());
    document.addEventListener("dragover", this.#over);
    document.addEventListener("dragleave", this.#left);
    document.addEventListener("drop", this.#dropped);
    document.addEventListener("paste", this.#pasted);
  }

  disconnectedCallback() {
    document.removeEventListener("dragover", this.#over);
    document.removeEventListener("dragleave", this.#left);
    document.removeEventListener("drop", this.#dropped);
    document.removeEventListener("paste", this.#pasted);
  }

  /** @param {DragEvent} event */
  #over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.toggleAttribute("data-over", true);
  };

  /** @param {DragEvent} event */
  #left = (event) => {
    if (!event.relatedTarget) this.removeAttribute("data-over");
  };

  /** @param {DragEvent} event */
  #dropped = (event) => {
    this.removeAttribute("data-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.#take(event.dataTransfer.files);
  };

  /** @param {ClipboardEvent} event */
  #pasted = (event) => {
    if (event.clipboardData?.files.length) this.#take(event.clipboardData.files);
  };

  /** @param {FileList} files */
  #take(files) {
    if (!this.input) return;
    this.input.files = files;
    this.#send();
  }

  #send() {
    if (!this.input?.files?.length) return;
    const label = this.input.closest("label");
    label?.setAttribute("aria-busy", "true");
    label?.querySelector("span")?.replaceChildren("Uploading…");
    this.input.form?.requestSubmit();
  }
}

customElements.define("quire-drop", QuireDrop);
