// Stand-in for cilium-health-responder, which answers at the health endpoint.
import {becomeProgram, reportReady, serveTexts} from '../../stand-ins/stand-in.js';

becomeProgram();
await serveTexts(4240, '0.0.0.0', {'/hello': ''});
reportReady();
