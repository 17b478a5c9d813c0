/* The outbox on this device's disk (IndexedDB), or in memory where the browser has none to give. */

const NAME = "mosty";
const SHELF = "outbox";

export async function openStore(factory = globalThis.indexedDB) {
  try {
    return new DiskStore(await settled(prepared(factory.open(NAME, 1))));
  } catch {
    return new MemoryStore();
  }
}

class DiskStore {
  constructor(database) {
    this.database = database;
  }

  all() {
    return settled(this.database.transaction(SHELF).objectStore(SHELF).getAll());
  }

  put(item) {
    return this.#write((shelf) => shelf.put(item));
  }

  remove(id) {
    return this.#write((shelf) => shelf.delete(id));
  }

  // "strict": settled when it is on the disk, so that a power cut loses nothing that looks sent.
  #write(change) {
    const transaction = this.database.transaction(SHELF, "readwrite", { durability: "strict" });
    change(transaction.objectStore(SHELF));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

export class MemoryStore {
  #kept = new Map();

  async all() {
    return [...this.#kept.values()];
  }

  async put(item) {
    this.#kept.set(item.id, item);
  }

  async remove(id) {
    this.#kept.delete(id);
  }
}

function prepared(request) {
  request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "id" });
  return request;
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}
