// Stand-in for flanneld. Since August 2026 RKE2's chart lets it answer health requests: then it is called with `health`.
import {becomeProgram, reportReady, serveTexts} from './stand-in.js';

const [health] = becomeProgram();
if (health === 'health') {
	await serveTexts(8081, '0.0.0.0', {'/healthz': 'flanneld is running', '/readyz': 'flanneld is ready'});
}
setInterval(() => {}, 3_600_000);
reportReady();
