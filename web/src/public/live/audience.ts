// What the audience asks and is asked beside the picture: questions with votes, polls, hand-outs. The server wrote all of it into the page as
// forms; here it follows what happens, and is sent without leaving the page.

interface Question { id: string; name: string; text: string; answered: boolean; votes: number }
interface Poll { id: string; question: string; open: boolean; choices: { label: string; votes: number }[] }
interface Handout { id: string; kind: 'file' | 'picture' | 'article'; title: string; file_type: string; bytes: number; address: string }
type Message = Readonly<Record<string, unknown>>;
export type Send = (path: string, body: object, key?: string) => Promise<Response>;

export interface Audience {
  /** All of it, as the socket tells it first. */
  room(message: Message): void;
  open(yes: boolean): void;
  hear: Record<string, (message: Message) => void>;
}

/** What is to be said of an answer: nothing when all is well, `held` when it waits for a moderator, else why not. */
export async function outcomeOf(answer: Response, held: string): Promise<string> {
  const said = (await answer.json()) as { held?: boolean; message?: { zh: string; en: string } };
  if (answer.ok) return said.held ? held : '';
  return said.message?.[document.documentElement.lang.startsWith('en') ? 'en' : 'zh'] ?? '';
}

/** Those asked most first, then the earliest; what is answered comes after what is open. */
export function inOrder<T extends Pick<Question, 'id' | 'answered' | 'votes'>>(questions: Iterable<T>): T[] {
  return [...questions].sort((a, b) => Number(a.answered) - Number(b.answered) || b.votes - a.votes || (a.id < b.id ? -1 : 1));
}

export function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.floor(bytes / 1e3))} KB` : `${(Math.floor(bytes / 1e5) / 10).toFixed(1)} MB`;
}

export function element<K extends keyof HTMLElementTagNameMap>(name: K, className = '', ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const one = document.createElement(name);
  if (className) one.className = className;
  one.append(...children);
  return one;
}

export function createAudience(box: HTMLElement, { id, words, send }: { id: string; words: DOMStringMap; send: Send }): Audience {
  const part = <T extends HTMLElement>(mark: string) => box.querySelector<T>(`[data-${mark}]`);
  const askForm = part<HTMLFormElement>('ask');
  const signedIn = Boolean(askForm);
  const questions = new Map<string, Question>();
  const polls = new Map<string, Poll>();
  const voted = new Set<string>();
  const chosen = new Map<string, number>();
  let isOpen = false;
  const note = (mark: string, text: string) => { const one = part(mark); if (one) one.textContent = text; };
  const icon = (name: string) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${words['icons'] ?? ''}#${name}`);
    svg.append(use);
    return svg;
  };
  const number = (count: number) => element('span', 'num', count.toLocaleString());

  // ---- questions
  const list = part('questions')!;
  function line(question: Question): HTMLLIElement {
    const may = signedIn && isOpen;
    const vote = element(may ? 'button' : 'p', 'vote', icon('chevron-up'), number(question.votes));
    if (vote instanceof HTMLButtonElement) {
      vote.type = 'button';
      vote.setAttribute('aria-pressed', String(voted.has(question.id)));
      vote.append(element('span', 'sr', ` ${words['vote'] ?? ''} ${question.text}`));
      vote.addEventListener('click', () => void give(question));
    }
    const who = element('p', 'quiet small', question.name);
    if (question.answered) who.append(' ', element('span', 'badge badge-good', words['answered'] ?? ''));
    const one = element('li', '', vote, element('div', '', element('p', '', question.text), who));
    one.dataset['question'] = question.id;
    return one;
  }
  function showQuestions(): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-question]')?.dataset['question'];
    list.replaceChildren(...inOrder(questions.values()).map(line));
    const none = part('no-questions');
    if (none) none.hidden = questions.size > 0;
    if (focused) list.querySelector<HTMLElement>(`[data-question="${CSS.escape(focused)}"] button`)?.focus();
  }
  async function give(question: Question): Promise<void> {
    const yes = !voted.has(question.id);
    const turn = (given: boolean) => {
      if (given === voted.has(question.id)) return;
      if (given) voted.add(question.id);
      else voted.delete(question.id);
      question.votes += given ? 1 : -1;
      showQuestions();
    };
    turn(yes);
    try {
      const answer = await send(`broadcast-questions/${question.id}/vote`, { yes }, crypto.randomUUID());
      note('act-note', await outcomeOf(answer, ''));
      if (!answer.ok) turn(!yes);
    } catch {
      note('act-note', words['lost'] ?? '');
      turn(!yes);
    }
  }
  const field = askForm?.elements.namedItem('text') as HTMLInputElement | null;
  let key = '';
  let keyOf = '';
  askForm?.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field!.value.trim();
    if (!text) return;
    if (text !== keyOf) [key, keyOf] = [crypto.randomUUID(), text];
    void send(`live/${id}/questions`, { text }, key).then(async (answer) => {
      note('ask-note', await outcomeOf(answer, words['held'] ?? ''));
      if (answer.status < 500) keyOf = '';
      if (answer.ok) field!.value = '';
    }).catch(() => note('ask-note', words['lost'] ?? ''));
  });

  // ---- polls
  function choiceLine(poll: Poll, at: number, sum: number): HTMLLIElement {
    const { label, votes } = poll.choices[at]!;
    if (signedIn && poll.open && !chosen.has(poll.id)) {
      const button = element('button', 'poll-choice', element('span', '', label));
      button.type = 'button';
      button.addEventListener('click', () => void choose(poll, at));
      return element('li', '', button);
    }
    const name = element('span', '', label);
    if (chosen.get(poll.id) === at) name.append(' ', element('span', 'badge badge-brand', words['own'] ?? ''));
    const bar = element('progress');
    bar.max = 100;
    bar.value = sum ? Math.round((votes * 100) / sum) : 0;
    bar.setAttribute('aria-label', label);
    return element('li', 'poll-count', name, number(votes), bar);
  }
  function showPolls(): void {
    const shown = [...polls.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).map((poll) => {
      const sum = poll.choices.reduce((all, choice) => all + choice.votes, 0);
      const title = element('h3', '', poll.question);
      const state = element('span', poll.open ? 'badge badge-good' : 'badge', (poll.open ? words['open'] : words['closedPoll']) ?? '');
      const one = element('div', 'poll', element('div', 'row between', title, state), element('ul', '', ...poll.choices.map((_, at) => choiceLine(poll, at, sum))), element('p', 'quiet small', number(sum), ` ${words['votes'] ?? ''}`));
      one.dataset['poll'] = poll.id;
      return one;
    });
    part('polls')!.replaceChildren(...shown);
    part('polls-box')!.hidden = !shown.length;
  }
  async function choose(poll: Poll, at: number): Promise<void> {
    try {
      const answer = await send(`broadcast-polls/${poll.id}/votes`, { choice: at }, crypto.randomUUID());
      note('act-note', await outcomeOf(answer, ''));
      if (!answer.ok) return;
      chosen.set(poll.id, at);
      poll.choices[at]!.votes += 1;
      showPolls();
    } catch {
      note('act-note', words['lost'] ?? '');
    }
  }

  // ---- hand-outs
  function showHandouts(handouts: Handout[]): void {
    part('handouts')!.replaceChildren(...handouts.map((one) => {
      const link = element('a', '', icon('download'), element('span', '', one.title));
      link.href = one.address;
      const text = one.kind === 'file' ? `${one.file_type} · ${sizeOf(one.bytes)}` : (words[one.kind] ?? '');
      return element('li', '', link, ' ', element('span', 'quiet small', text));
    }));
    part('handouts-box')!.hidden = !handouts.length;
  }

  // ---- what is the person's own
  async function recall(): Promise<void> {
    const answer = await fetch(`/api/live/${id}/mine`);
    if (!answer.ok) return;
    const mine = (await answer.json()) as { voted: string[]; chosen: { poll_id: string; choice: number }[] };
    voted.clear();
    for (const one of mine.voted) voted.add(one);
    for (const { poll_id, choice } of mine.chosen) chosen.set(poll_id, choice);
    showQuestions();
    showPolls();
  }

  return {
    open: (yes) => {
      isOpen = yes;
      showQuestions();
    },
    room: (message) => {
      questions.clear();
      polls.clear();
      for (const one of message['questions'] as Question[]) questions.set(one.id, { ...one });
      for (const one of message['polls'] as Poll[]) polls.set(one.id, one);
      showQuestions();
      showPolls();
      showHandouts(message['handouts'] as Handout[]);
      if (signedIn) void recall().catch(() => undefined);
    },
    hear: {
      question: (message) => {
        const one = message['question'] as Question;
        questions.set(one.id, { ...one });
        showQuestions();
      },
      question_gone: (message) => {
        questions.delete(String(message['id']));
        showQuestions();
      },
      poll: (message) => {
        const one = message['poll'] as Poll;
        polls.set(one.id, one);
        showPolls();
      },
      counts: (message) => {
        for (const { id: of, votes } of message['questions'] as Pick<Question, 'id' | 'votes'>[]) {
          const one = questions.get(of);
          if (one) one.votes = votes;
        }
        for (const one of message['polls'] as Poll[]) polls.set(one.id, one);
        showQuestions();
        showPolls();
      },
      handouts: (message) => showHandouts(message['items'] as Handout[]),
    },
  };
}
