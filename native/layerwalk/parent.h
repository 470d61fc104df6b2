#pragma once

/**
 * Ends this process once the thread that started it is gone, however that ended, also where that was before this call: whoever comes
 * after it takes what lies on the disk for all that there will be.
 */
void endWithParent();
