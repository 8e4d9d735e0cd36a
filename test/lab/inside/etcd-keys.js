// Prints each key of this node's etcd with the revision that wrote it last; leases and events are written all the time.
const base64 = text => Buffer.from(text).toString('base64');

const response = await fetch('http://127.0.0.1:2379/v3/kv/range', {
	method: 'POST',
	body: JSON.stringify({key: base64('/'), range_end: base64('0'), keys_only: true}),
});
if (!response.ok) {
	throw new Error(`etcd: ${response.status} ${await response.text()}`);
}
const {kvs = []} = await response.json();
for (const {key, mod_revision: revision} of kvs) {
	const name = Buffer.from(key, 'base64').toString();
	if (!/^\/registry\/(?:leases|masterleases|events)\//.test(name)) {
		console.log(`object ${name} ${revision}`);
	}
}
