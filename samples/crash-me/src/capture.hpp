#pragma once

// Starts libinquest when the program was built with it (`build --captured`) and CRASH_ME_DATABASE names a folder.
void capture();
