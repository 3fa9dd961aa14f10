// Questions that hang on another answer come and go with it. Without script they say in words when they are meant, and the
// server leaves out what is not asked.
export function startSurvey(form: HTMLFormElement): void {
  const questions = [...form.querySelectorAll<HTMLFieldSetElement>('fieldset.question')];
  const show = (): void => {
    for (const one of questions) {
      const { ifQuestion, ifOption } = one.dataset;
      if (!ifQuestion) continue;
      const on = [...form.querySelectorAll<HTMLInputElement>(`[name="q.${ifQuestion}"]`)].find((input) => input.value === ifOption);
      // A disabled field sends nothing and counts as not chosen, so what hangs on a hidden question is hidden as well.
      const asked = Boolean(on?.checked && !on.closest('fieldset.question')?.hasAttribute('disabled'));
      one.hidden = !asked;
      one.disabled = !asked;
    }
  };
  form.addEventListener('change', show);
  show();
}
