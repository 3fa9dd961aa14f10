// An emulator of the calls that a WeChat public account is published with, on loopback. Answers have the shapes of the platform's
// documentation; what was published is looked at by the walks.
import { createServer } from 'node:http';

export const drafts = [];
let pictures = 0;
const calls = {
  stable_token: ({ secret }) => (secret.length === 32 ? { access_token: 'token', expires_in: 7200 } : { errcode: 40125, errmsg: 'invalid appsecret' }),
  'media/uploadimg': (_, bytes) => (bytes.includes(Buffer.from([0xff, 0xd8, 0xff])) ? { url: `http://mmbiz.example/${++pictures}` } : { errcode: 40005, errmsg: 'invalid file type' }),
  'material/add_material': () => ({ media_id: 'cover', url: 'http://mmbiz.example/cover' }),
  'draft/add': ({ articles }) => ({ media_id: String(drafts.push({ ...articles[0], published: false, deleted: false }) - 1) }),
  'freepublish/submit': ({ media_id }) => ((drafts[media_id].published = true), { errcode: 0, errmsg: 'ok', publish_id: media_id }),
  'freepublish/get': ({ publish_id }) => ({ publish_id, publish_status: 0, article_id: publish_id, article_detail: { count: 1, item: [{ idx: 1, article_url: `http://mp.example/s/${publish_id}` }] }, fail_idx: [] }),
  'freepublish/delete': ({ article_id }) => ((drafts[article_id].deleted = true), { errcode: 0, errmsg: 'ok' }),
};
const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const bytes = Buffer.concat(parts);
    const call = calls[new URL(request.url, 'http://x').pathname.replace('/cgi-bin/', '')];
    const json = request.headers['content-type']?.startsWith('application/json');
    response.end(JSON.stringify(call ? call(json ? JSON.parse(bytes) : {}, bytes) : { errcode: 43002, errmsg: 'no such call' }));
  });
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
server.unref();
export const address = `http://127.0.0.1:${server.address().port}`;
